/** A card says what is known, says what is not, and holds the warnings, whatever the run. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CORRUPTIONS } from '../../evaluate/corruptions.js';
import { summariseRobustness } from '../../evaluate/robustness.js';
import { zooModel } from '../../model/index.js';
import { completeConfig } from '../../train/config.js';
import type { Run } from '../../train/run-directory.js';
import { gatherCard } from './gather.js';
import { code, markdownTable, plain } from './markdown.js';
import { originOf } from './origin.js';
import { cardMarkdown } from './render.js';
import type { CardEvaluation } from './types.js';

const model = zooModel('tiny');
const trained = { model, hash: 'ab'.repeat(32) };
const run: Run = {
  directory: 'runs/mine',
  config: completeConfig({ model: 'tiny', epochs: 9 }),
  data: { source: 'faces|1.csv', fingerprint: 'cd'.repeat(32), count: 700 },
  rows: { train: 560, validation: 140, straddlersRemoved: 3 },
  roles: [
    { split: 'Training', role: 'train' },
    { split: 'PublicTest', role: 'watched' },
  ],
  versions: { vultus: '0.1.0', node: 'v20.0.0' },
  started: '2026-01-02T03:04:05.000Z',
  epochs: [],
  steps: [],
};
const rate = { value: 0.6, low: 0.55, high: 0.65 };
const evaluation: CardEvaluation = {
  ...{ split: 'PublicTest', role: 'validation', note: 'It chose the epoch.', fingerprint: 'cd'.repeat(32) },
  ...{ count: 140, accuracy: rate, top2: rate, loss: 1.1, kappa: 0.5, balancedAccuracy: 0.58, macroF1: 0.57 },
  intervals: { balancedAccuracy: rate, macroF1: rate, kappa: null, loss: rate },
  ...{ macroRocArea: 0.9, macroAveragePrecision: null },
  perClass: [
    { name: 'angry', support: 70, predicted: 60, precision: rate, recall: { ...rate, value: 0.4 }, f1: 0.5 },
    { name: 'happy', support: 70, predicted: 80, precision: rate, recall: { ...rate, value: 0.8 }, f1: 0.7 },
    { name: 'sad', support: 0, predicted: 0, precision: null, recall: null, f1: null },
  ],
  calibration: { ece: 0.031, largestError: 0.08, brier: 0.52, overconfidence: 0.021 },
};
const base = { directory: 'runs/mine', createdBy: 'vultus 0.1.0', trained, evaluations: [], robustness: [] };

describe('a card', () => {
  const full = gatherCard({
    ...base,
    ...{
      run,
      commands: { command: 'vultus train --data faces.csv' },
      licence: 'MIT',
      dataLicence: 'ours_alone',
    },
    evaluations: [evaluation, { ...evaluation, split: 'PrivateTest', role: 'unseen', note: 'Not used.' }],
    robustness: [
      {
        ...{ split: 'PublicTest', role: 'unseen', note: 'Not used.', fingerprint: 'cd' },
        summary: summariseRobustness({
          ...{ count: 100, seed: 1, clean: 60 },
          cells: CORRUPTIONS.flatMap(({ name, strengths }) =>
            strengths.map((strength) => ({ corruption: name, strength, right: 30 })),
          ),
        }),
      },
    ],
  });
  const text = cardMarkdown(full);

  test('has the parts of Mitchell et al. and the law, run or no run', () => {
    for (const card of [text, cardMarkdown(gatherCard(base))]) {
      const heads = [...card.matchAll(/^## (.+)$/gm)].map(([, head]) => head);
      assert.deepEqual(heads, [
        ...['Model', 'Intended use', 'Data and licence', 'Training', 'Metrics'],
        ...['Calibration', 'Robustness', 'Limits'],
      ]);
      for (const part of [
        'not a person’s inner state',
        'Article 5(1)(f)',
        'Article 50(3)',
        '2024/1689',
        'Annex III',
      ]) {
        assert.ok(card.includes(part), part);
      }
    }
  });
  test('has the figures with their intervals, classes, calibration and robustness', () => {
    assert.match(text, /\| accuracy \| 60\.0\u202f% \(55\.0–65\.0\u202f%\) \|/);
    assert.match(text, /\| happy \| 70 \| 80\.0\u202f%/);
    assert.match(text, /\| sad \| 0 \| – \| – \| – \|/);
    assert.match(text, /\| PublicTest \| 0\.031 \| 0\.080 \| 0\.021 \| 0\.520 \|/);
    assert.match(text, /Mean over all damage: 30\.0\u202f%, 50\.0\u202f% of the clean accuracy/);
    // Wilson for 30 of 100: 0.2189–0.3958.
    assert.match(text, /at most 17\.7 points wide/);
  });
  test('puts unseen images first, and says among the limits which are not', () => {
    assert.ok(text.indexOf('### PrivateTest') < text.indexOf('### PublicTest'));
    assert.match(text, /- PublicTest is no clean measure of new faces: It chose the epoch\./);
    assert.match(text, /- PublicTest: of the class “angry” it finds 40\.0\u202f%, of “happy” 80\.0\u202f%\./);
    assert.match(text, /- PublicTest: its mean confidence lies 2\.1 points above its accuracy\./);
    assert.doesNotMatch(text, /PrivateTest is no clean measure/);
  });
  test('says how to do it again, with every setting, and the licences that were given', () => {
    assert.ok(text.includes('\n    vultus train --data faces.csv\n'));
    assert.match(text, /\| `optimizer\.kind` \| `\w+` \|/);
    assert.match(text, /licence of the weights \| MIT/);
    assert.match(text, /licence of the data \| ours\\_alone/);
  });
  test('says what taught it, and how that was made', () => {
    const teacher = { answers: 'ab'.repeat(32), share: 0.4, temperature: 1 };
    const commands = {
      command: 'vultus train --teacher labels',
      teacherCommand: 'vultus labels --votes votes.csv',
    };
    const taught = gatherCard({ ...base, run: { ...run, config: { ...run.config, teacher } }, commands });
    const card = cardMarkdown(taught);
    assert.match(card, /\| targets \| 40\.0\u202f% of each is what a teacher says of the image \|/);
    assert.match(card, /\| labels \| [^|]+; they are not all that it learned from \(targets, below\) \|/);
    assert.match(
      card,
      /teacher is what this command found of the labels:\n\n {4}vultus labels --votes votes\.csv\n/,
    );
    assert.match(card, /The same data, settings, teacher and seed give/);
    const member = { ...run, config: { ...run.config, teacher } };
    const average = gatherCard({ ...base, run: { ...run, members: [run, member] } });
    assert.match(cardMarkdown(average), /\| labels \| [^|]+; they are not all that it learned from/);
    assert.doesNotMatch(text, /teacher (says|is)|not all that it learned/);
  });
  test('says how many images were left out by name, where some were', () => {
    const dropped = gatherCard({ ...base, run: { ...run, rows: { ...run.rows, dropped: 12 } } });
    assert.match(cardMarkdown(dropped), /\| images left out by name \| 12 \|/);
    assert.doesNotMatch(text, /left out by name/);
  });
  test('without a run or figures says what is not known and not measured', () => {
    const bare = cardMarkdown(gatherCard(base));
    assert.equal(bare.match(/\| not known \|/g)?.length, 6);
    assert.match(bare, /Not known: the run is not at hand/);
    assert.equal(bare.match(/Not measured/g)?.length, 3);
    assert.match(bare, /Nothing was measured: there is no figure to rely on/);
  });
  test('an exported run keeps no state: the last epoch is known where it is always kept, and all were trained', () => {
    const keptOf = (choose: 'last' | 'best', done: number): number | null => {
      const config = { ...run.config, choose };
      const epochs = Array.from({ length: done }, () => ({}) as Run['epochs'][number]);
      return gatherCard({ ...base, run: { ...run, config, epochs } }).training!.keptEpoch;
    };
    assert.deepEqual([keptOf('last', 9), keptOf('last', 8), keptOf('best', 9)], [9, null, null]);
  });
  test('is the same text again', () => assert.equal(cardMarkdown(full), text));
  test('of drawn faces claims nothing of people', () => {
    const drawn = cardMarkdown(gatherCard({ ...base, run, synthetic: true }));
    assert.match(drawn, /learned from drawings/);
    assert.doesNotMatch(drawn, /Of the people in the data/);
  });
});

test('weights that were rounded name those that training printed', () => {
  const rounded = cardMarkdown(
    gatherCard({ ...base, trained: { ...trained, trainedHash: 'ef'.repeat(32) } }),
  );
  assert.match(rounded, /\| weights \(SHA-256\) \| `(ab)+` \|\n\| before rounding \(SHA-256\) \| `(ef)+` \|/);
  assert.doesNotMatch(cardMarkdown(gatherCard(base)), /before rounding/);
});

test('only a name that says FER2013 is taken for it, and only by its name', () => {
  for (const name of ['fer2013.csv.gz', 'data/FER-2013/', 'icml_face_data.csv']) {
    assert.match(originOf(name, false).join(' '), /By its name this is FER2013.*not known/);
  }
  assert.match(originOf('faces.csv', false).join(' '), /^Not known/);
  assert.doesNotMatch(originOf('faces.csv', false).join(' '), /FER2013/);
});

test('nothing a user named becomes markup', () => {
  assert.equal(plain('a|b <i> *c* [d](e)\n# f'), 'a\\|b \\<i\\> \\*c\\* \\[d\\](e) \\# f');
  assert.equal(code('a`b'), '``a`b``');
  assert.equal(code('`x|y'), '`` `x\\|y ``');
  assert.equal(markdownTable(['a', 'b'], [['1', '2']], 'lr'), '| a | b |\n| --- | ---: |\n| 1 | 2 |');
});
