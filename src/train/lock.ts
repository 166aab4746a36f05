/** One process at a time trains a run: the file `.lock` in its directory holds the number of that process. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { outputError } from '../export/atomic.js';
import { OutputError } from '../util/errors.js';

/** The locks this process holds, by path: its own number alone does not tell them from those it left when killed. */
const held = new Set<string>();

export class RunLock {
  readonly #directory: string;
  readonly #path: string;
  #taken = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(resolve(directory), '.lock');
  }

  /**
   * Takes the lock; one whose process has ended is overridden. Without a directory there is nothing to lock.
   * @throws OutputError when another training holds it, or when it cannot be written
   */
  async take(): Promise<void> {
    if (await this.#create()) return;
    const owner = await this.#owner();
    if (owner !== undefined) throw this.#inUse(owner);
    await rm(this.#path, { force: true });
    if (!(await this.#create())) throw this.#inUse(await this.#owner());
  }

  /** Gives it back, if it was taken. */
  async release(): Promise<void> {
    if (!this.#taken) return;
    this.#taken = false;
    await rm(this.#path, { force: true });
    held.delete(this.#path);
  }

  /** @returns false when there is such a file already */
  async #create(): Promise<boolean> {
    try {
      await writeFile(this.#path, `${process.pid}\n`, { flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') return false;
      if (code === 'ENOENT' || code === 'ENOTDIR') return true;
      throw outputError(this.#path, error);
    }
    held.add(this.#path);
    this.#taken = true;
    return true;
  }

  /** The process that holds the lock; undefined when it has ended. */
  async #owner(): Promise<number | undefined> {
    const pid = Number(await readFile(this.#path, 'utf8').catch(() => ''));
    if (!Number.isInteger(pid) || pid <= 0) return undefined;
    if (pid === process.pid) return held.has(this.#path) ? pid : undefined;
    try {
      process.kill(pid, 0); // Asks whether it is there, and sends nothing.
      return pid;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
    }
  }

  #inUse(owner: number | undefined): OutputError {
    return new OutputError(
      `${this.#directory} is being trained by process ${owner ?? 'unknown'}; wait for its end, or delete ${this.#path} if there is no such training.`,
    );
  }
}
