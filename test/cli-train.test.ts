/** Train, stop, resume, evaluate and report from the command line, on a few synthetic faces. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startVultus, temporaryFolder, vultus } from './run-cli.js';

const { path: folder, remove } = temporaryFolder();
after(remove);

const TRAIN = [
  'train',
  '--data',
  'faces.csv',
  '--model',
  'tiny',
  '--epochs',
  '2',
  '--batch',
  '16',
  '--seed',
  '7',
];
const sha256 = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, path)))
    .digest('hex');
const weightsOf = (run: string): string => join(run, 'model', 'weights.safetensors');

before(async () => {
  for (const [name, seed] of [
    ['faces.csv', '1'],
    ['others.csv', '2'],
  ]) {
    const { code, stderr } = await vultus(['synth', '--count', '70', '--seed', seed, '--out', name], folder);
    assert.equal(code, 0, stderr);
  }
  const { code, stderr } = await vultus([...TRAIN, '--threads', '1', '--out', 'one'], folder);
  assert.equal(code, 0, stderr);
});

describe('train', () => {
  test('leaves a complete run, and prints the hash of its weights', async () => {
    const { code, stdout, stderr } = await vultus([...TRAIN, '--threads', '2', '--out', 'two'], folder);
    assert.equal(code, 0, stderr);
    for (const name of ['config.json', 'log.jsonl', 'checkpoint.safetensors', 'report.html', 'input.json']) {
      assert.ok(existsSync(join(folder, 'two', name)), name);
    }
    assert.ok(stdout.includes(sha256(weightsOf('two'))), stdout);
    assert.equal(stdout.match(/^epoch \d\/2 /gm)?.length, 2, 'one plain line an epoch');
    assert.match(stdout, /accuracy \d+\.\d % \(\d+\.\d–\d+\.\d\)/);
    assert.match(stdout, /npx vultus evaluate two --data faces\.csv/);
    assert.equal(
      readFileSync(join(folder, 'two', 'log.jsonl'), 'utf8')
        .trim()
        .split('\n').length,
      2,
    );
  });
  test('the weights are the same for 1, 2 and 3 threads', async () => {
    const three = await vultus([...TRAIN, '--threads', '3', '--out', 'three', '--json'], folder);
    assert.equal(three.code, 0, three.stderr);
    assert.equal(JSON.parse(three.stdout).hash, sha256(weightsOf('one')));
    assert.equal(sha256(weightsOf('two')), sha256(weightsOf('one')));
    assert.equal(sha256(weightsOf('three')), sha256(weightsOf('one')));
  });
  test('another seed gives other weights', async () => {
    const { code } = await vultus([...TRAIN, '--seed', '8', '--out', 'eight'], folder);
    assert.equal(code, 0);
    assert.notEqual(sha256(weightsOf('eight')), sha256(weightsOf('one')));
  });
  test('mixup and adaptive targets do not go together; each alone, and teachers, change the weights', async () => {
    const clash = await vultus(
      [...TRAIN, '--mixup', '0.2', '--adaptive-targets', '0.9', '--out', 'never'],
      folder,
    );
    assert.equal(clash.code, 2, clash.stderr);
    assert.match(clash.stderr, /--adaptive-targets\) cannot be used: mixup blends images/);
    const lone = await vultus([...TRAIN, '--teacher-share', '0.3', '--out', 'never'], folder);
    assert.equal(lone.code, 2, lone.stderr);
    const ways = [
      ['--mixup', '0.2'],
      ['--adaptive-targets', '0.9'],
      ['--teacher', 'one', '--teacher', 'two/model'],
    ];
    const hashes = new Set([sha256(weightsOf('one'))]);
    for (const [i, flags] of ways.entries()) {
      const { code, stderr } = await vultus([...TRAIN, ...flags, '--out', `way${i}`], folder);
      assert.equal(code, 0, stderr);
      hashes.add(sha256(weightsOf(`way${i}`)));
    }
    assert.equal(hashes.size, 4);
  });
  test('the report is one page that needs nothing else', () => {
    const html = readFileSync(join(folder, 'one', 'report.html'), 'utf8');
    assert.match(html, /<html/);
    assert.ok(html.includes(sha256(weightsOf('one'))));
    assert.ok(!/<(script|link|img)[^>]+(src|href)="https?:/.test(html), 'nothing is fetched');
  });
  test('a folder that holds a run is not written over', async () => {
    const earlier = sha256('one/config.json');
    const { code, stderr } = await vultus([...TRAIN, '--out', 'one'], folder);
    assert.equal(code, 6, stderr);
    assert.match(stderr, /already holds a run/);
    assert.equal(sha256('one/config.json'), earlier);
  });
  test('a setting that cannot be used is named with its flag, and with what to do', async () => {
    const impossible = [
      ['--early-stop', '3', '--validation', 'none'],
      ['--choose', 'best', '--validation', 'none'],
      ['--validation', 'Training'],
    ];
    for (const flags of impossible) {
      const { code, stderr } = await vultus([...TRAIN, ...flags, '--out', 'never'], folder);
      assert.equal(code, 2, stderr);
      assert.ok(stderr.includes(`(${flags[0]}) cannot be used`), stderr);
      assert.match(stderr, /; [^;]*such as 0\.1[^;]*\.\n$/);
    }
    assert.ok(!existsSync(join(folder, 'never')));
  });
  test('--profile prints the time of each operation on stderr', async () => {
    const { code, stderr } = await vultus([...TRAIN, '--epochs', '1', '--profile', '--out', 'timed'], folder);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /operation +time\n/);
  });
});

/** FER+ votes for faces.csv: seven of ten for the row's own class, three for the next one. */
function writeVotes(): void {
  const names = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear'];
  const columnOf = [4, 5, 6, 1, 3, 2, 0]; // FER2013's code → FER+'s column
  const rows = readFileSync(join(folder, 'faces.csv'), 'utf8').trim().split('\n').slice(1);
  const lines = rows.map((row, index) => {
    const votes = names.map(() => 0);
    const label = Number(row[0]);
    votes[columnOf[label]] = 7;
    votes[columnOf[(label + 1) % 7]] = 3;
    const usage = row.slice(row.lastIndexOf(',') + 1);
    return `${usage},fer${String(index).padStart(7, '0')}.png,${votes.join(',')},0,0,0`;
  });
  const header = `Usage,Image name,${names.join(',')},contempt,unknown,NF`;
  writeFileSync(join(folder, 'votes.csv'), `${[header, ...lines].join('\n')}\n`);
}

describe('votes', () => {
  before(writeVotes);
  const config = (run: string) => JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8')).config;

  test('soft votes train to other weights; a resume finds them again by itself', async () => {
    const { code, stderr } = await vultus([...TRAIN, '--votes', 'votes.csv', '--out', 'soft'], folder);
    assert.equal(code, 0, stderr);
    assert.equal(config('soft').votes, 'soft');
    assert.notEqual(sha256(weightsOf('soft')), sha256(weightsOf('one')));
    const resumed = await vultus(['train', '--resume', 'soft'], folder);
    assert.equal(resumed.code, 0, resumed.stderr);
  });
  test('a majority that agrees with the labels trains to the weights of the labels', async () => {
    const flags = ['--votes', 'votes.csv', '--votes-as', 'majority', '--out', 'majority'];
    const { code, stderr } = await vultus([...TRAIN, ...flags], folder);
    assert.equal(code, 0, stderr);
    assert.equal(config('majority').votes, 'majority');
    assert.equal(sha256(weightsOf('majority')), sha256(weightsOf('one')));
  });
});

describe('start', () => {
  test('trains on the built-in faces, keeps PublicTest unseen, and numbers the folder', async () => {
    mkdirSync(join(folder, 'runs', 'start'), { recursive: true });
    const { code, stdout, stderr } = await vultus(['start', '--epochs', '1', '--json'], folder);
    assert.equal(code, 0, stderr);
    const { directory, evaluations, hash } = JSON.parse(stdout);
    assert.equal(directory, join('runs', 'start-2'));
    assert.equal(hash, sha256(weightsOf(directory)));
    const first = evaluations[0];
    assert.deepEqual([first.split, first.role, first.count], ['PublicTest', 'unseen', 1400]);
    // One class in seven by chance: 14 %, at most 17 % at 1,400 images in 99.9 % of draws.
    assert.ok(first.accuracy.value > 0.17, `accuracy ${first.accuracy.value}`);
  });
  test('--data trains the classic network on that', async () => {
    const { code, stdout, stderr } = await vultus(
      ['start', '--data', 'faces.csv', '--epochs', '1', '--out', 'mine', '--json'],
      folder,
    );
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).directory, 'mine');
    assert.match(readFileSync(join(folder, 'mine', 'model', 'model.json'), 'utf8'), /"name": "classic"/);
  });
});

describe('stop and resume', { skip: process.platform === 'win32' && 'Windows has no SIGINT to send' }, () => {
  // Long enough that the run cannot end before the signal sent after its first epoch arrives.
  const LONG = [...TRAIN, '--epochs', '20', '--threads', '1'];

  test('Ctrl-C writes a checkpoint and says how to go on; the end is that of an unbroken run', async () => {
    const unbroken = await vultus([...LONG, '--out', 'unbroken'], folder);
    assert.equal(unbroken.code, 0, unbroken.stderr);
    const { child, outcome } = startVultus([...LONG, '--out', 'broken'], folder);
    child.stdout?.on('data', (text: string) => {
      if (text.includes('epoch  1/20')) child.kill('SIGINT');
    });
    const stopped = await outcome;
    assert.equal(stopped.code, 130, stopped.stderr);
    assert.match(
      stopped.stderr,
      /stopping after this step, writing a checkpoint… \(Ctrl-C again stops at once\)/,
    );
    assert.match(stopped.stderr, /npx vultus train --resume broken goes on with it\.\n/);
    const resumed = await vultus(['train', '--resume', 'broken', '--threads', '2'], folder);
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(sha256(weightsOf('broken')), sha256(weightsOf('unbroken')));
  });
  test('a damaged log is written anew by the resume that its message names', async () => {
    const path = join(folder, 'one', 'log.jsonl');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, 'x\n');
    const told = await vultus(['tensorboard', 'one'], folder);
    assert.equal(told.code, 4);
    assert.match(told.stderr, /--resume writes the log anew/);
    const { code, stderr } = await vultus(['train', '--resume', 'one'], folder);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(path, 'utf8'), whole);
  });
  test('resuming a finished run changes nothing but the report', async () => {
    const earlier = sha256(weightsOf('one'));
    const { code, stderr } = await vultus(['train', '--resume', 'one'], folder);
    assert.equal(code, 0, stderr);
    assert.equal(sha256(weightsOf('one')), earlier);
    const report = readFileSync(join(folder, 'one', 'report.html'), 'utf8');
    assert.match(report, /<code>vultus train --data faces\.csv --model tiny [^<]*--out one<\/code>/);
  });
  test('a run is resumed from any folder, and says how when its data or votes have moved', async () => {
    const flags = ['--votes', 'ballots.csv', '--out', 'roaming'];
    writeVotes();
    renameSync(join(folder, 'votes.csv'), join(folder, 'ballots.csv'));
    const started = await vultus([...TRAIN, '--epochs', '1', ...flags], folder);
    assert.equal(started.code, 0, started.stderr);
    const elsewhere = join(folder, 'elsewhere-folder');
    mkdirSync(elsewhere);
    const resumed = await vultus(['train', '--resume', join('..', 'roaming')], elsewhere);
    assert.equal(resumed.code, 0, resumed.stderr);
    renameSync(join(folder, 'ballots.csv'), join(elsewhere, 'ballots.csv'));
    const lost = await vultus(['train', '--resume', 'roaming'], folder);
    assert.equal(lost.code, 3, lost.stderr);
    assert.match(lost.stderr, /ballots\.csv, the votes .* give --votes with its new place\.\n$/);
    const moved = join('elsewhere-folder', 'ballots.csv');
    const found = await vultus(['train', '--resume', 'roaming', '--votes', moved], folder);
    assert.equal(found.code, 0, found.stderr);
  });
});

describe('a run that does not fit', () => {
  const copy = (name: string): string => {
    cpSync(join(folder, 'one'), join(folder, name), { recursive: true });
    return name;
  };
  const refused = async (args: readonly string[], part: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await vultus(args, folder);
    assert.equal(code, 4, stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /^vultus: [^\n]+\n$/);
    assert.match(stderr, part);
  };
  test('a checkpoint cut short', async () => {
    const run = copy('cut');
    truncateSync(join(folder, run, 'checkpoint.safetensors'), 1000);
    await refused(['train', '--resume', run], /checkpoint\.safetensors/);
  });
  test('another data set', async () => {
    await refused(['train', '--resume', copy('elsewhere'), '--data', 'others.csv'], /data/);
  });
  test('the checkpoint of another network', async () => {
    const run = copy('swapped');
    const other = await vultus(
      [...TRAIN.with(TRAIN.indexOf('tiny'), 'mini-xception'), '--epochs', '1', '--out', 'mini'],
      folder,
    );
    assert.equal(other.code, 0, other.stderr);
    cpSync(join(folder, 'mini', 'checkpoint.safetensors'), join(folder, run, 'checkpoint.safetensors'));
    await refused(['train', '--resume', run], /checkpoint\.safetensors/);
  });
  test('a folder without a run', async () => {
    await refused(['train', '--resume', 'nowhere'], /nowhere/);
    await refused(['evaluate', 'nowhere', '--data', 'faces.csv'], /nowhere/);
  });
  test('weights that are not those of the model', async () => {
    const run = copy('changed');
    const path = join(folder, weightsOf(run));
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(path, bytes);
    await refused(['evaluate', run, '--data', 'faces.csv'], /weights\.safetensors/);
  });
});

describe('evaluate', () => {
  const EVALUATE = ['evaluate', 'one', '--data', 'faces.csv'];
  test('prints the accuracy with its interval, the classes and the confusion matrix in 80 columns', async () => {
    const { code, stdout, stderr } = await vultus([...EVALUATE, '--split', 'PublicTest'], folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^PublicTest: accuracy \d+\.\d % \(\d+\.\d–\d+\.\d\), 14 images\n/);
    assert.match(stdout, /true \\ predicted/);
    assert.ok(Math.max(...stdout.split('\n').map((line) => line.length)) <= 80, stdout);
  });
  test('--json agrees with itself, at any batch size and number of threads', async () => {
    const a = await vultus([...EVALUATE, '--json', '--batch', '3', '--threads', '1'], folder);
    const b = await vultus([...EVALUATE, '--json', '--batch', '64', '--threads', '3'], folder);
    assert.equal(a.code, 0, a.stderr);
    assert.equal(a.stdout, b.stdout);
    const { accuracy, confusion, count } = JSON.parse(a.stdout);
    const right = confusion.reduce((sum: number, row: number[], i: number) => sum + row[i], 0);
    assert.equal(count, 14);
    assert.equal(accuracy.value, right / count);
    assert.ok(accuracy.low <= accuracy.value && accuracy.value <= accuracy.high);
  });
  test('a model directory alone can be evaluated', async () => {
    const { code, stdout } = await vultus(['evaluate', 'one/model', '--data', 'faces.csv', '--json'], folder);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).role, 'unknown');
  });
  test('says what the split was used for', async () => {
    const roleOf = async (...args: string[]): Promise<string> =>
      JSON.parse((await vultus([...args, '--json'], folder)).stdout).role;
    assert.equal(await roleOf(...EVALUATE, '--split', 'Training'), 'training');
    assert.equal(await roleOf('evaluate', 'one', '--data', 'others.csv'), 'unknown');
    const best = await vultus(
      [...TRAIN, '--choose', 'best', '--validation', 'PublicTest', '--out', 'best'],
      folder,
    );
    assert.equal(best.code, 0, best.stderr);
    assert.equal(
      await roleOf('evaluate', 'best', '--data', 'faces.csv', '--split', 'PublicTest'),
      'validation',
    );
  });
  describe('with PublicTest rows that are copies of Training rows', () => {
    const SHARE = ['--validation', '0.1', '--data', 'copied.csv'];
    before(async () => {
      const lines = readFileSync(join(folder, 'faces.csv'), 'utf8').trim().split('\n');
      const copies = lines.filter((line) => line.endsWith(',Training')).slice(0, 5);
      const added = copies.map((line) => line.replace(/Training$/, 'PublicTest'));
      writeFileSync(join(folder, 'copied.csv'), `${[...lines, ...added].join('\n')}\n`);
      for (const [out, ...more] of [['clean'], ['kept', '--keep-duplicates']]) {
        const { code, stderr } = await vultus([...TRAIN, ...SHARE, ...more, '--out', out], folder);
        assert.equal(code, 0, stderr);
      }
    });
    const judged = async (run: string, ...args: string[]) => {
      const flags = ['--data', 'copied.csv', '--json', ...args];
      const { code, stdout, stderr } = await vultus(['evaluate', run, ...flags], folder);
      assert.equal(code, 0, stderr);
      return JSON.parse(stdout);
    };
    test('the copies do not train, so that PublicTest is unseen', async () => {
      const { rows } = JSON.parse(readFileSync(join(folder, 'clean', 'config.json'), 'utf8'));
      assert.equal(rows.straddlersRemoved, 5);
      const { role, note } = await judged('clean', '--split', 'PublicTest');
      assert.equal(role, 'unseen');
      assert.equal(note, 'PublicTest was not used in training.');
    });
    test('with --keep-duplicates they do, and the score says so', async () => {
      const { role, note, count, withoutCopies } = await judged('kept', '--split', 'PublicTest');
      assert.equal(role, 'mixed');
      assert.equal(count, 19);
      // A tenth of the images validates; none of the five copies' twins needs to be among them.
      assert.match(note, /[1-5] of its 19 images are exact copies of training images/);
      const [, copies] = note.match(/(\d) of its 19/);
      assert.equal(withoutCopies.count, 19 - copies);
      assert.match(note, /On the 1\d others the accuracy is \d+\.\d %/);
    });
    test('the share that validated can be measured by the name the run gives it', async () => {
      const split = '10 % of Training';
      const { role, count } = await judged('clean', '--split', split);
      const { rows, roles } = JSON.parse(readFileSync(join(folder, 'clean', 'config.json'), 'utf8'));
      assert.equal(roles[1].split, split);
      assert.equal(count, rows.validation);
      assert.equal(role, 'unseen');
      const { code, stderr } = await vultus(
        ['evaluate', 'clean', '--data', 'others.csv', '--split', split],
        folder,
      );
      assert.equal(code, 3, stderr);
      assert.match(stderr, /10 % of Training.*others\.csv is another data set: give --data copied\.csv/);
    });
  });
  test('an unknown split', async () => {
    const { code, stderr } = await vultus([...EVALUATE, '--split', 'Holiday'], folder);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /Holiday/);
  });
});
