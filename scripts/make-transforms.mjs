// Writes src/engine/kernels/transforms/: the six transforms of Winograd convolution F(4×4, 3×3) and those of F(6×6, 3×3),
// from the formulas below.
// Run `npm run make:transforms` after a change; a test compares the files with what this script would write.
//
// Each transform is a matrix applied to the columns of a square and then to its rows. AssemblyScript neither unrolls nor
// returns several values, and the two builds want different code, so every line is written out, twice:
//   narrow  one vector of 4 channels at a time: more would not fit V8's 15 registers
//   wide    two vectors side by side, for a V8 that joins them into one of 256 bits. It does so only where both halves
//           use the same address and immediate offsets, where loads come before stores, and where constants come from
//           memory; and it drops the 128-bit store it replaces only when the upper half is stored first.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Where transforms/constants.ts puts each constant: name, value, place in memory. */
export const CONSTANTS = [
  ...['two 2.0', 'four 4.0', 'five 5.0', 'eight 8.0'],
  ...['quarter 0.25', 'sixth 1.0 / 6.0', 'twelfth 1.0 / 12.0', 'part24 1.0 / 24.0'],
  ...['half 0.5', 'sixteen 16.0', 'thirtyTwo 32.0', 'c525 5.25', 'c425 4.25', 'c250 2.5', 'c125 1.25'],
  ...[
    'ninths 2.0 / 9.0',
    'part90 1.0 / 90.0',
    'part45 1.0 / 45.0',
    'part180 1.0 / 180.0',
    'two45 2.0 / 45.0',
  ],
].map((line, index) => ({ name: line.split(' ')[0], value: line.slice(line.indexOf(' ') + 1), index }));

/** F(4×4, 3×3): points 0, ±1, ±2, ∞. x0, x1, … are a line's values; `shared` are parts that several outputs use. */
const SMALL = [
  {
    name: 'input',
    title: 'V = Bᵀ x B: eight channels of a 6×6 window of the input → 36 values.',
    from: 6,
    to: 6,
    shared: {
      even1: 'x4 - four * x2',
      odd1: 'x3 - four * x1',
      even2: 'x4 - x2',
      odd2: 'two * (x3 - x1)',
    },
    outputs: [
      '(four * x0 - five * x2) + x4',
      'even1 + odd1',
      'even1 - odd1',
      'even2 + odd2',
      'even2 - odd2',
      '(four * x1 - five * x3) + x5',
    ],
  },
  {
    name: 'output',
    title: 'Y = Aᵀ M A: 36 values → eight channels of a 4×4 tile of the output, rows 128 bytes apart.',
    from: 6,
    to: 4,
    tile: true,
    shared: { sum1: 'x1 + x2', dif1: 'x1 - x2', sum2: 'x3 + x4', dif2: 'x3 - x4' },
    outputs: ['(x0 + sum1) + sum2', 'dif1 + two * dif2', 'sum1 + four * sum2', '(dif1 + eight * dif2) + x5'],
  },
  {
    name: 'gradient',
    title: 'D = A e Aᵀ: eight channels of a 4×4 tile of the output’s gradient → 36 values.',
    from: 4,
    to: 6,
    shared: {
      even1: 'x0 + x2',
      odd1: 'x1 + x3',
      even2: 'x0 + four * x2',
      odd2: 'two * (x1 + four * x3)',
    },
    outputs: ['x0', 'even1 + odd1', 'even1 - odd1', 'even2 + odd2', 'even2 - odd2', 'x3'],
  },
  {
    name: 'window',
    title:
      'B N Bᵀ: 36 values → eight channels of the 6×6 window they are the gradient of, rows 192 bytes apart.',
    from: 6,
    to: 6,
    tile: true,
    shared: { sum1: 'x1 + x2', dif1: 'x1 - x2', sum2: 'x3 + x4', dif2: 'two * (x3 - x4)' },
    outputs: [
      'four * x0',
      'four * (x5 - dif1) - dif2',
      'zero - ((five * x0 + four * sum1) + sum2)',
      '(dif1 + dif2) - five * x5',
      '(x0 + sum1) + sum2',
      'x5',
    ],
  },
  {
    name: 'filter',
    title: 'U = G g Gᵀ: eight output channels of a 3×3 filter → 36 values.',
    from: 3,
    to: 6,
    shared: {
      even1: 'sixth * (x0 + x2)',
      odd1: 'sixth * x1',
      even2: 'part24 * x0 + sixth * x2',
      odd2: 'twelfth * x1',
    },
    outputs: ['quarter * x0', 'zero - (even1 + odd1)', 'odd1 - even1', 'even2 + odd2', 'even2 - odd2', 'x2'],
  },
  {
    name: 'weight',
    title: 'Gᵀ S G: 36 sums → eight output channels of the gradient of a 3×3 filter.',
    from: 6,
    to: 3,
    shared: { sum1: 'sixth * (x1 + x2)', sum2: 'x3 + x4' },
    outputs: [
      '(quarter * x0 - sum1) + part24 * sum2',
      'sixth * (x2 - x1) + twelfth * (x3 - x4)',
      '(sixth * sum2 - sum1) + x5',
    ],
  },
];

/** F(6×6, 3×3): points 0, ±1, ±2, ±1/2, ∞, the row of A for ±1/2 times 32 and that of G through 32. */
const LARGE = [
  {
    name: 'input6',
    title: 'V = Bᵀ x B: eight channels of an 8×8 window of the input → 64 values.',
    from: 8,
    to: 8,
    shared: {
      even1: '(x2 + x6) - c425 * x4',
      odd1: '(x1 + x5) - c425 * x3',
      even2: '(x6 + quarter * x2) - c125 * x4',
      odd2: '(half * x1 - c250 * x3) + two * x5',
      even3: '(x6 + four * x2) - five * x4',
      odd3: '(two * x1 - c250 * x3) + half * x5',
    },
    outputs: [
      '(x0 - x6) + c525 * (x4 - x2)',
      'even1 + odd1',
      'even1 - odd1',
      'even2 + odd2',
      'even2 - odd2',
      'even3 + odd3',
      'even3 - odd3',
      '(x7 - x1) + c525 * (x3 - x5)',
    ],
  },
  {
    name: 'output6',
    title: 'Y = Aᵀ M A: 64 values → eight channels of a 6×6 tile of the output, rows 192 bytes apart.',
    from: 8,
    to: 6,
    tile: true,
    shared: {
      ...{ sum1: 'x1 + x2', dif1: 'x1 - x2', sum2: 'x3 + x4', dif2: 'x3 - x4' },
      ...{ sum3: 'x5 + x6', dif3: 'x5 - x6' },
    },
    outputs: [
      '((x0 + sum1) + sum2) + thirtyTwo * sum3',
      '(dif1 + two * dif2) + sixteen * dif3',
      '(sum1 + four * sum2) + eight * sum3',
      '(dif1 + eight * dif2) + four * dif3',
      '(sum1 + sixteen * sum2) + two * sum3',
      '((dif1 + thirtyTwo * dif2) + dif3) + x7',
    ],
  },
  {
    name: 'gradient6',
    title: 'D = A e Aᵀ: eight channels of a 6×6 tile of the output’s gradient → 64 values.',
    from: 6,
    to: 8,
    shared: {
      even1: '(x0 + x2) + x4',
      odd1: '(x1 + x3) + x5',
      even2: '(x0 + four * x2) + sixteen * x4',
      odd2: '(two * x1 + eight * x3) + thirtyTwo * x5',
      even3: '(thirtyTwo * x0 + eight * x2) + two * x4',
      odd3: '(sixteen * x1 + four * x3) + x5',
    },
    outputs: [
      'x0',
      'even1 + odd1',
      'even1 - odd1',
      'even2 + odd2',
      'even2 - odd2',
      'even3 + odd3',
      'even3 - odd3',
      'x5',
    ],
  },
  {
    name: 'window6',
    title:
      'B N Bᵀ: 64 values → eight channels of the 8×8 window they are the gradient of, rows 256 bytes apart.',
    from: 8,
    to: 8,
    tile: true,
    shared: {
      ...{ sum1: 'x1 + x2', dif1: 'x1 - x2', sum2: 'x3 + x4', dif2: 'x3 - x4' },
      ...{ sum3: 'x5 + x6', dif3: 'x5 - x6' },
    },
    outputs: [
      'x0',
      '((dif1 + half * dif2) + two * dif3) - x7',
      '((sum1 + quarter * sum2) + four * sum3) - c525 * x0',
      '(c525 * x7 - c425 * dif1) - c250 * (dif2 + dif3)',
      '(c525 * x0 - c425 * sum1) - (c125 * sum2 + five * sum3)',
      '((dif1 + two * dif2) + half * dif3) - c525 * x7',
      '((sum1 + sum2) + sum3) - x0',
      'x7',
    ],
  },
  {
    name: 'filter6',
    title: 'U = G g Gᵀ: eight output channels of a 3×3 filter → 64 values.',
    from: 3,
    to: 8,
    shared: {
      even1: 'ninths * (x0 + x2)',
      odd1: 'ninths * x1',
      even2: 'part90 * x0 + two45 * x2',
      odd2: 'part45 * x1',
      even3: 'part45 * x0 + part180 * x2',
      odd3: 'part90 * x1',
    },
    outputs: [
      'x0',
      'zero - (even1 + odd1)',
      'odd1 - even1',
      'even2 + odd2',
      'even2 - odd2',
      'even3 + odd3',
      'even3 - odd3',
      'x2',
    ],
  },
  {
    name: 'weight6',
    title: 'Gᵀ S G: 64 sums → eight output channels of the gradient of a 3×3 filter.',
    from: 8,
    to: 3,
    shared: { sum1: 'ninths * (x1 + x2)', sum2: 'x3 + x4', sum3: 'x5 + x6' },
    outputs: [
      '(x0 - sum1) + (part90 * sum2 + part45 * sum3)',
      '(part45 * (x3 - x4) + part90 * (x5 - x6)) - ninths * (x1 - x2)',
      '(two45 * sum2 + part180 * sum3) + (x7 - sum1)',
    ],
  },
];

/** `a + b * c` → `f32x4.add(a, f32x4.mul(b, c))`. `rename` gives each name of the formula its variable. */
function vectorCode(formula, rename) {
  const tokens = formula.match(/\w+|[()+\-*]/g);
  let at = 0;
  const primary = () => {
    const token = tokens[at++];
    if (token !== '(') return rename(token);
    const inner = sum();
    at++;
    return inner;
  };
  const product = () => {
    let left = primary();
    while (tokens[at] === '*') {
      at++;
      left = `f32x4.mul(${left}, ${primary()})`;
    }
    return left;
  };
  const sum = () => {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      const name = tokens[at++] === '+' ? 'add' : 'sub';
      left = `f32x4.${name}(${left}, ${product()})`;
    }
    return left;
  };
  return sum();
}

/** The constants that a transform uses. */
function constantsOf({ shared, outputs }) {
  const words = new Set([...Object.values(shared), ...outputs].join(' ').match(/\w+/g));
  return { used: CONSTANTS.filter(({ name }) => words.has(name)), zero: words.has('zero') };
}

/** Loads and stores of one pass: columns read at a stride and write to `temp`, rows read `temp`. */
function passOf(transform, pass) {
  const { from, to, tile } = transform;
  const strided = (base, step, count) =>
    Array.from({ length: count - 1 }, (_, i) => `const ${base}${i + 1} = ${i ? base + i : base} + ${step};`);
  const immediate = (offset) => (offset ? `, ${offset}` : '');
  if (pass === 'Columns') {
    return {
      parameters: 'from: usize, step: usize, to: usize',
      steps: strided('from', 'step', from),
      load: (i, half) => `v128.load(from${i || ''}${immediate(half)})`,
      store: (i, value, half) => `v128.store(to, ${value}${immediate(i * from * 32 + half)});`,
    };
  }
  return {
    parameters: tile ? 'from: usize, to: usize' : 'from: usize, to: usize, step: usize',
    steps: tile ? [] : strided('to', 'step', to),
    load: (i, half) => `v128.load(from${immediate(i * 32 + half)})`,
    store: (i, value, half) =>
      tile
        ? `v128.store(to, ${value}${immediate(i * 32 + half)});`
        : `v128.store(to${i || ''}, ${value}${immediate(half)});`,
  };
}

function line(transform, pass) {
  const { from, shared, outputs } = transform;
  const { parameters, steps, load, store } = passOf(transform, pass);
  const { used, zero } = constantsOf(transform);
  const own = new Set(Object.keys(shared));
  const inputs = Array.from({ length: from }, (_, i) => i);
  const renamer = (half) => (name) =>
    own.has(name) || /^x\d$/.test(name) ? `${half}${name.replace(/^x/, '')}` : name;
  const parts = (half) =>
    Object.entries(shared).map(
      ([name, formula]) => `const ${half}${name} = ${vectorCode(formula, renamer(half))};`,
    );
  const result = (k, half) => vectorCode(outputs[k], renamer(half));
  const constants = (code) => [
    ...used.map((constant) => `const ${constant.name} = ${code(constant)};`),
    ...(zero ? ['const zero = f32x4.splat(0);'] : []),
  ];
  const wide = [
    ...inputs.map((i) => `const a${i} = ${load(i, 0)}, b${i} = ${load(i, 16)};`),
    ...constants(({ index }) => `v128.load32_splat(constants, ${index * 4})`),
    ...parts('a'),
    ...parts('b'),
    ...outputs.flatMap((_, k) => [store(k, result(k, 'b'), 16), store(k, result(k, 'a'), 0)]),
  ];
  const narrow = [
    ...constants(({ value }) => `f32x4.splat(${value})`),
    ...[0, 16].flatMap((half) => {
      const letter = half ? 'b' : 'a';
      const loads = inputs.map((i) => `const ${letter}${i} = ${load(i, half)};`);
      return [...loads, ...parts(letter), ...outputs.map((_, k) => store(k, result(k, letter), half))];
    }),
  ];
  const indent = (lines, by) => lines.map((text) => ' '.repeat(by) + text);
  return [
    '// @ts-ignore: decorator',
    '@inline',
    `function ${transform.name}${pass}(${parameters}, constants: usize): void {`,
    ...indent(steps, 2),
    '  if (WIDE) {',
    ...indent(wide, 4),
    '  } else {',
    ...indent(narrow, 4),
    '  }',
    '}',
  ].join('\n');
}

function whole({ name, title, from, to, tile }) {
  const Name = name[0].toUpperCase() + name.slice(1);
  const target = tile ? 'to: usize' : 'to: usize, toRow: usize, toColumn: usize';
  const row = tile ? `to + <usize>i * ${to * 32}` : 'to + <usize>i * toRow, toColumn';
  const places = tile ? '' : ' → (i, j) at to + i·toRow + j·toColumn';
  return [
    `/** ${title} (i, j) at from + i·fromRow + j·fromColumn${places}. */`,
    `export function transform${Name}(`,
    `  from: usize, fromRow: usize, fromColumn: usize, ${target}, temp: usize,`,
    '): void {',
    '  const constants = temp + CONSTANTS_AT;',
    `  for (let j = 0; j < ${from}; j++) {`,
    `    ${name}Columns(from + <usize>j * fromColumn, fromRow, temp + (<usize>j << 5), constants);`,
    '  }',
    `  for (let i = 0; i < ${to}; i++) ${name}Rows(temp + <usize>i * ${from * 32}, ${row}, constants);`,
    '}',
  ].join('\n');
}

function fileOf(transform) {
  return [
    `/**\n * ${transform.title}\n * Written by scripts/make-transforms.mjs: change the formulas there. constants.ts says more.\n */`,
    `import { CONSTANTS_AT } from './constants';`,
    '',
    `/** One column: ${transform.from} values \`step\` bytes apart → ${transform.to} in \`temp\`. */`,
    line(transform, 'Columns'),
    '',
    `/** One row of \`temp\`: ${transform.from} values → ${transform.to}. */`,
    line(transform, 'Rows'),
    '',
    whole(transform),
    '',
  ].join('\n');
}

/** File names and texts. */
export function transformFiles() {
  return [...SMALL, ...LARGE].map((transform) => ({ name: `${transform.name}.ts`, text: fileOf(transform) }));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync('src/engine/kernels/transforms', { recursive: true });
  for (const { name, text } of transformFiles()) writeFileSync(`src/engine/kernels/transforms/${name}`, text);
}
