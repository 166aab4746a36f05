/** The documents do not drift: exit codes, commands, flags and links are those of the program. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT_CODES } from '../src/cli/failure.js';
import { makeProgram } from '../src/cli/program.js';
import { RULES } from './import-rules.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

describe('README', () => {
  const readme = read('README.md');
  test('lists the exit codes of --help', () => {
    const rows = [...readme.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, text]) => [
      Number(code),
      text,
    ]);
    assert.deepEqual(rows, EXIT_CODES);
  });
  test('shows only commands and flags there are', async () => {
    const lines = [...readme.matchAll(/npx vultus ([^`\n#]+)/g)].map(([, line]) => line.trim().split(/\s+/));
    assert.ok(lines.length >= 8, `${lines.length} commands`);
    const program = await makeProgram(undefined);
    for (const [name, ...words] of lines) {
      const command = program.commands.find((one) => one.name() === name);
      assert.ok(command, `there is no command ${name}`);
      for (const flag of words.filter((word) => word.startsWith('--') && word !== '--help')) {
        assert.ok(
          command.options.some((option) => option.long === flag),
          `${name} has no ${flag}`,
        );
      }
    }
  });
});

describe('links', () => {
  for (const name of ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']) {
    test(`${name} links to files there are`, () => {
      for (const [, target] of read(name).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        assert.ok(existsSync(join(root, target)), `${target} is missing`);
      }
    });
  }
});

test('CONTRIBUTING has a row for every folder under src/', () => {
  const table = read('CONTRIBUTING.md');
  const later = ['faces', 'serve'];
  for (const folder of Object.keys(RULES).filter((name) => !later.includes(name))) {
    assert.ok(table.includes(`| \`${folder}/\` |`), folder);
  }
});
