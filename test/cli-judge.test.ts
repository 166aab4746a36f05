/** Robustness, slices and model cards from the command line, on a few synthetic faces. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startVultus, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const at = (...names: string[]): string => join(folder, ...names);
const read = (...names: string[]): string => readFileSync(at(...names), 'utf8');

async function run(line: string): Promise<string> {
  const { code, stdout, stderr } = await vultus(line.split(' '), folder);
  assert.equal(code, 0, `${line}: ${stderr}`);
  return stdout;
}

before(async () => {
  await run('synth --count 70 --seed 1 --out faces.csv');
  await run('train --data faces.csv --model tiny --epochs 1 --batch 16 --threads 1 --out one');
});

describe('robustness', () => {
  const MEASURE = 'robustness one --data faces.csv --threads 1';
  test('measures every cell, keeps them in the run, and writes a page', async () => {
    const out = await run(`${MEASURE} --report r.html`);
    for (const name of ['blur', 'jpeg', 'resolution'])
      assert.match(out, new RegExp(`^${name} +\\d+\\.\\d %`, 'm'));
    for (const line of out.split('\n')) {
      if (!line.includes(' of its ')) assert.ok(line.length <= 80, line);
    }
    const { measurements } = JSON.parse(read('one', 'robustness.json'));
    assert.equal(measurements[0].cells.length, 45);
    assert.equal(measurements[0].split, 'PublicTest');
    assert.match(read('r.html'), /id="chart-robustness"/);
  });
  test('what the file holds is not measured again; what it lacks is, to the same file', async () => {
    const whole = read('one', 'robustness.json');
    const content = JSON.parse(whole);
    // A count that cannot be measured shows that the cell was believed.
    content.measurements[0].cells[0].right = 0;
    content.measurements[0].cells.splice(20, 5);
    writeFileSync(at('one', 'robustness.json'), JSON.stringify(content));
    const json = JSON.parse(await run(`${MEASURE} --json`));
    assert.equal(json.rows[0].accuracies[0].value, 0);
    const after = JSON.parse(read('one', 'robustness.json'));
    after.measurements[0].cells[0] = JSON.parse(whole).measurements[0].cells[0];
    assert.deepEqual(after, JSON.parse(whole));
  });
  test('another seed is kept beside it', async () => {
    await run(`${MEASURE} --seed 2`);
    const { measurements } = JSON.parse(read('one', 'robustness.json'));
    assert.deepEqual(
      measurements.map(({ split, seed }: { split: string; seed: number }) => [split, seed]),
      [
        ['PublicTest', 1],
        ['PublicTest', 2],
      ],
    );
  });
  test('stopped, it says so with 130, and a file of something else stays as it was', async () => {
    const { child, outcome } = startVultus(`${MEASURE} --split all --out stopped.json`.split(' '), folder);
    const timer = setInterval(() => {
      if (!existsSync(at('stopped.json'))) return;
      clearInterval(timer);
      child.kill('SIGINT');
    }, 5);
    const { code, stderr } = await outcome;
    clearInterval(timer);
    assert.equal(code, 130, stderr);
    assert.match(stderr, /stopped\.json keeps what is measured/);
    assert.ok(JSON.parse(read('stopped.json')).measurements[0].cells.length >= 1);
    writeFileSync(at('other.json'), '{"a":1}');
    const refused = await vultus(`${MEASURE} --out other.json`.split(' '), folder);
    assert.equal(refused.code, 4);
    assert.match(refused.stderr, /^vultus: other\.json holds no measurements.*\n$/);
    assert.equal(read('other.json'), '{"a":1}');
  });
});

describe('evaluate --slices', () => {
  test('by a csv of attributes and by the images themselves', async () => {
    const lines = Array.from({ length: 70 }, (_, i) => `${i},${i % 2 ? 'yes' : 'no'}`);
    writeFileSync(at('attributes.csv'), `row,glasses\n${lines.join('\n')}\n`);
    const line =
      'evaluate one --data faces.csv --split all --threads 1 --slices attributes.csv --slice-images';
    const out = await run(line);
    assert.match(out, /\nglasses\nvalue +images +accuracy +to the rest +tells\nno +35 /);
    assert.match(out, /\nsharpness \(variance of Laplacian\), in four ranges\n/);
    const { slices } = JSON.parse(await run(`${line} --json`));
    assert.deepEqual(
      slices.attributes.map(({ kind }: { kind: string }) => kind),
      ['values', 'quarters', 'quarters', 'quarters'],
    );
  });
  test('a file that does not fit is refused in one sentence', async () => {
    writeFileSync(at('short.csv'), 'glasses\nyes\n');
    const { code, stderr } = await vultus(
      'evaluate one --data faces.csv --slices short.csv'.split(' '),
      folder,
    );
    assert.equal(code, 3);
    assert.match(stderr, /^vultus: short\.csv has 1 line of.*70 rows.*\n$/);
  });
});

describe('results have a place before anything is measured', { concurrency: 2 }, () => {
  const MEASURES = [
    'evaluate one --data none.csv --report',
    'explain one --data none.csv --report',
    'robustness one --data none.csv --report',
    'compare one one/model --report',
    'lr-find --data none.csv --report',
    'data none.csv --report',
  ];
  for (const measure of MEASURES) {
    test(measure, async () => {
      const missing = await vultus([...measure.split(' '), 'nowhere/page.html'], folder);
      assert.equal(missing.code, 6, missing.stderr);
      assert.match(
        missing.stderr,
        /^vultus: cannot write nowhere.page\.html: its folder does not exist.*\n$/,
      );
      mkdirSync(at('taken.html'), { recursive: true });
      const taken = await vultus([...measure.split(' '), 'taken.html'], folder);
      assert.equal(taken.code, 6, taken.stderr);
      assert.match(taken.stderr, /^vultus: cannot write taken\.html: a folder has that name.*\n$/);
    });
  }
});

describe('card', () => {
  test('from what the run keeps, the same text twice, as Markdown, as a file and as JSON', async () => {
    const text = await run('card one --licence MIT');
    assert.equal(await run('card one --licence MIT'), text);
    assert.match(text, /^# Model card: one\n/);
    assert.match(text, /## Training[\s\S]*vultus train --data faces\.csv --model tiny/);
    assert.match(text, /### Training, damaged|### PublicTest, damaged/);
    assert.doesNotMatch(text, /Nothing was measured/);
    assert.equal((await run('card one --licence MIT --out CARD.md')).trim(), 'CARD.md');
    assert.equal(read('CARD.md'), text);
    const card = JSON.parse(await run('card one --json'));
    const kept = JSON.parse(read('one', 'evaluation.json'));
    assert.deepEqual(card.evaluations, kept.evaluations);
    assert.equal(card.model.hash, kept.hash);
  });
  test('writes over nothing that the run keeps', async () => {
    for (const name of ['config.json', 'evaluation.json', 'model/model.json']) {
      const before = read('one', name);
      const { code, stderr } = await vultus(['card', 'one', '--out', `one/${name}`], folder);
      assert.equal(code, 2, stderr);
      assert.equal(read('one', name), before);
    }
  });
  test('a measurement that is not there is not passed over', async () => {
    const { code, stderr } = await vultus(['card', 'one', '--robustness', 'none.json'], folder);
    assert.equal(code, 4);
    assert.match(stderr, /^vultus: --robustness none\.json does not exist.*\n$/);
  });
  test('a split that this data lacks is not taken for a share of the training', async () => {
    const rows = read('faces.csv').trimEnd().split('\n');
    writeFileSync(at('training.csv'), `${rows.filter((line) => !line.endsWith('PublicTest')).join('\n')}\n`);
    const { code, stderr } = await vultus(['card', 'one', '--data', 'training.csv'], folder);
    assert.equal(code, 3);
    assert.match(
      stderr,
      /^vultus: training\.csv has no rows in the split PublicTest: choose one of Training, all\.\n$/,
    );
  });
  test('measures one more split, and a model alone', async () => {
    const card = JSON.parse(await run('card one --data faces.csv --split Training --threads 1 --json'));
    const training = card.evaluations.find(({ split }: { split: string }) => split === 'Training');
    assert.equal(training.role, 'training');
    const alone = await run('card one/model');
    assert.match(alone, /Nothing was measured/);
  });
  test('a file of measurements that is not there is no empty one', async () => {
    const { code, stderr } = await vultus(['card', 'one', '--robustness', 'none.json'], folder);
    assert.equal(code, 4);
    assert.match(stderr, /^vultus: --robustness none\.json does not exist.*\n$/);
  });
  test('a damaged evaluation.json is told, and one of other weights is not believed', async () => {
    const kept = read('one', 'evaluation.json');
    writeFileSync(at('one', 'evaluation.json'), kept.replace(/"hash": "./, '"hash": "x'));
    assert.deepEqual(JSON.parse(await run('card one --json')).evaluations, []);
    writeFileSync(at('one', 'evaluation.json'), '{');
    const { code, stderr } = await vultus(['card', 'one'], folder);
    assert.equal(code, 4);
    assert.match(stderr, /^vultus: one.evaluation\.json is damaged: delete it.*\n$/);
    writeFileSync(at('one', 'evaluation.json'), kept);
  });
});
