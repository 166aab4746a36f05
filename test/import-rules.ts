/**
 * The rules of who may import whom, as data, and a checker that applies them to one source file. The table follows
 * the one in CONTRIBUTING.md; `imports.test.ts` runs it over every file under src/.
 */

/** What one folder under src/ may import, besides itself and packages. */
export interface FolderRule {
  /** Folders whose values and types may be imported. */
  readonly values: readonly string[];
  /** Folders of which only types may be imported. */
  readonly types?: readonly string[];
  /** `all`: any file may use Node's modules; `marked`: only files that say so by name; `none`: no file. */
  readonly node: 'all' | 'marked' | 'none';
}

export const RULES: Readonly<Record<string, FolderRule>> = {
  util: { values: [], node: 'none' },
  data: { values: ['export', 'util'], node: 'all' },
  augment: { values: ['util'], node: 'none' },
  model: { values: ['util'], node: 'none' },
  engine: { values: ['model', 'util'], types: ['augment'], node: 'marked' },
  evaluate: { values: ['data', 'augment', 'model', 'engine', 'util'], node: 'none' },
  train: { values: ['data', 'augment', 'model', 'engine', 'evaluate', 'export', 'util'], node: 'all' },
  explain: { values: ['model', 'engine', 'util'], node: 'none' },
  classify: { values: ['data', 'model', 'engine', 'evaluate', 'export', 'util'], node: 'marked' },
  faces: { values: ['util'], node: 'all' },
  export: { values: ['model', 'util'], types: ['engine'], node: 'all' },
  report: {
    values: ['augment', 'export', 'model', 'util'],
    types: ['data', 'evaluate', 'explain', 'train'],
    node: 'all',
  },
  serve: {
    values: ['faces', 'model', 'engine', 'evaluate', 'export', 'util'],
    types: ['train'],
    node: 'all',
  },
  cli: {
    values: [
      ...['data', 'augment', 'model', 'engine', 'evaluate', 'train', 'explain', 'classify', 'faces'],
      ...['export', 'report', 'serve', 'util'],
    ],
    node: 'all',
  },
};

/** One import of a file. */
export interface Import {
  /** As written: `./loop.js`, `node:fs`, `zod`. */
  readonly specifier: string;
  /** `import type …` and `export type … from`. */
  readonly typeOnly: boolean;
}

/** Longest file in lines. */
export const MAX_LINES = 500;

/** Tests and reference twins may use what the code they check may not. */
const isTestFile = (path: string): boolean => /\.test\.ts$/.test(path) || path.includes('/reference/');

/** Files that run under Node alone say so by name: `worker-node.ts`. */
const isNodeFile = (path: string): boolean => /-node\.ts$/.test(path);

/**
 * Replaces comments by blanks, and with `strings` also the insides of string, template and regular-expression
 * literals, so that a search of the result finds code only. Line breaks stay where they were.
 */
export function blankOut(source: string, strings: boolean): string {
  // Order matters: whichever construct starts first wins, so a `//` inside a string is no comment.
  const token =
    /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|\$\{(?:[^{}`]|\{[^{}`]*\}|`(?:\\.|[^`\\])*`)*\}|[^`\\])*?`|(?<=[(,=:[!&|?{};\n]\s*)\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*)/g;
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  return source.replace(token, (match, comment: string | undefined) =>
    comment !== undefined || strings ? blank(match) : match,
  );
}

/** Every static import, dynamic import and re-export of a source. */
export function readImports(source: string): Import[] {
  const code = blankOut(source, false);
  const found: Import[] = [];
  const statements = /^[ \t]*(import|export)\b([^;'"`]*?)\bfrom\s*(['"])([^'"]+)\3/gm;
  for (const match of code.matchAll(statements)) {
    found.push({ specifier: match[4], typeOnly: isTypeOnly(match[2]) });
  }
  for (const match of code.matchAll(/^[ \t]*import\s*(['"])([^'"]+)\1/gm)) {
    found.push({ specifier: match[2], typeOnly: false });
  }
  // In a type position `import('x').Y` is erased, but a value's place cannot be told apart by pattern: count both.
  for (const match of code.matchAll(/\b(?:import|require)\s*\(\s*(['"`])([^'"`]+)\1/g)) {
    found.push({ specifier: match[2], typeOnly: false });
  }
  return found;
}

/** `type {…}`, or braces in which every name is marked `type`. */
function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1].split(',') ?? [];
  const written = names.map((name) => name.trim()).filter((name) => name !== '');
  return written.length > 0 && written.every((name) => name.startsWith('type '));
}

/** `src/train` of `./../train/loop.js` seen from `src/cli/x.ts`: the path from the repository's root. */
export function resolveFrom(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/**
 * Applies every rule to one file.
 * @param path from the repository's root, with forward slashes
 * @returns one sentence a violation
 */
export function violations(path: string, source: string): string[] {
  const found: string[] = [];
  const lines = source.split('\n').length - 1;
  if (lines > MAX_LINES) found.push(`${path}: ${lines} lines, more than ${MAX_LINES}`);
  if (path.startsWith('src/engine/kernels/')) return [...found, ...kernelViolations(path, source)];
  for (const { specifier, typeOnly } of readImports(source)) {
    const problem = importProblem(path, specifier, typeOnly);
    if (problem !== undefined) found.push(`${path}: imports '${specifier}', ${problem}`);
  }
  return [...found, ...codeViolations(path, source)];
}

/** Kernels are AssemblyScript: they may only import each other. */
function kernelViolations(path: string, source: string): string[] {
  return readImports(source)
    .filter(({ specifier }) => !resolveFrom(path, specifier).startsWith('src/engine/kernels/'))
    .map(({ specifier }) => `${path}: imports '${specifier}', but a kernel may only import other kernels`);
}

function importProblem(path: string, specifier: string, typeOnly: boolean): string | undefined {
  const isTest = isTestFile(path);
  if (specifier.startsWith('node:')) return nodeProblem(path, isTest);
  if (!specifier.startsWith('.')) return undefined;
  const target = resolveFrom(path, specifier);
  if (!target.startsWith('src/')) return isTest ? undefined : 'which lies outside src/';
  const from = path.split('/')[1];
  const to = target.split('/')[1];
  if (path === 'src/index.ts') {
    return to === 'cli' || to === 'studio' ? `but the public API leaves out ${to}` : undefined;
  }
  if (to === 'index.js') return 'but nothing inside src/ may import the public API';
  if (from === to) return undefined;
  const rule = RULES[from];
  if (rule === undefined) return `and the folder src/${from} has no rule in test/import-rules.ts`;
  if (rule.values.includes(to)) return undefined;
  // A test may set a scene with other folders (data for a metric), but the command line stays on top.
  if (isTest && to !== 'cli') return undefined;
  if (rule.types?.includes(to)) return typeOnly ? undefined : `but ${from} may import only types from ${to}`;
  return `but ${from} must not import ${to}`;
}

function nodeProblem(path: string, isTest: boolean): string | undefined {
  if (isTest) return undefined;
  const folder = path.split('/')[1];
  const rule = RULES[folder];
  if (rule === undefined || rule.node === 'none') return `but ${folder} must also run in a browser`;
  if (rule.node === 'marked' && !isNodeFile(path)) {
    return `but in ${folder} only files named *-node.ts may use Node's modules`;
  }
  return undefined;
}

/** Rules on code rather than imports. */
function codeViolations(path: string, source: string): string[] {
  if (isTestFile(path)) return [];
  const folder = path.split('/')[1];
  const code = blankOut(source, true);
  const found: string[] = [];
  const search = (pattern: RegExp, why: string): void => {
    for (const match of code.matchAll(pattern)) {
      const line = code.slice(0, match.index).split('\n').length;
      found.push(`${path}, line ${line}: ${match[0].trim()} ${why}`);
    }
  };
  if (['train', 'augment', 'engine', 'model'].includes(folder)) {
    search(
      /\bMath\.(random|exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|sinh|cosh)\b/g,
      'may differ between JavaScript engines: use util/math.ts or util/random.ts',
    );
  }
  if (folder === 'cli')
    search(/\bMath\.\w+|[\w)\]] [*/%] [\w(]/g, 'is arithmetic, which the command line leaves to others');
  if (folder !== 'cli') {
    search(
      /\bconsole\.\w+|\bprocess\.(stdout|stderr)\b/g,
      'writes to the terminal, which only the command line does',
    );
  }
  if (path === 'src/index.ts') {
    search(/^(?!export\b|\s|[}]).+/gm, 'is no re-export, and the public API holds nothing else');
  }
  return found;
}
