/** The scripts a report carries, read from the installed packages and from this package's own build. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ModelError } from '../util/errors.js';
import { bundleModules, type ReportAssets } from './assets.js';

const require = createRequire(import.meta.url);

/** Each page's own modules, each after those it needs; the last one draws. */
const CLIENTS = {
  run: [
    ...['kit', 'dom', 'navigation', 'choice', 'faces', 'slots', 'gallery', 'counts', 'curves'],
    ...[
      'ranking',
      'trust',
      'matrix',
      'confusion',
      'answers',
      'errors',
      'explanation',
      'robustness',
      'slices',
      'page',
    ],
  ],
  explain: ['kit', 'navigation', 'faces', 'explanation', 'explain-page'],
  robustness: ['kit', 'navigation', 'faces', 'slots', 'robustness', 'robustness-page'],
  data: [
    ...['kit', 'navigation', 'faces', 'slots', 'counts', 'distribution', 'matrix', 'votes'],
    'data-page',
  ],
  compare: ['kit', 'navigation', 'runs', 'compare'],
  'lr-find': ['kit', 'navigation', 'range', 'lr-find'],
  labels: ['kit', 'navigation', 'faces', 'slots', 'matrix', 'labels', 'labels-page'],
} as const;

/** The kinds of pages. */
export type PageKind = keyof typeof CLIENTS;

let libraries: readonly string[] | undefined;

/** About 500 kB. @throws ModelError when a package is not installed as expected */
export function loadAssets(page: PageKind = 'run'): ReportAssets {
  libraries ??= [
    library('d3', 'dist/d3.min.js'),
    // Plot's browser build expects the global `d3` of the script before it.
    library('@observablehq/plot', 'dist/plot.umd.min.js'),
  ];
  const modules = CLIENTS[page].map((name) =>
    readFileSync(new URL(`./client/${name}.js`, import.meta.url), 'utf8'),
  );
  return { libraries, client: bundleModules(modules) };
}

/** A package's browser build under its licence, which has to travel with every copy. */
function library(name: string, build: string): string {
  try {
    const folder = packageFolder(name);
    const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').trim().replaceAll('*/', '* /');
    return `/*\n${name}\n${licence}\n*/\n${readFileSync(join(folder, build), 'utf8')}`;
  } catch (cause) {
    throw new ModelError(`The package ${name} cannot be read: run npm install again.`, { cause });
  }
}

/** Neither package exports its package.json, so walk up from its entry point. */
function packageFolder(name: string): string {
  let folder = dirname(require.resolve(name));
  while (!folder.endsWith(join('node_modules', name)) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
