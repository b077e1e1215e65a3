import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noGitIgnoreRules } from './git-ignore.ts';

const read = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).reduce((rules, [directory, text]) => rules.within(directory, text).rules, noGitIgnoreRules());

describe('the ignore files of git', () => {
  it.each([
    ['a name at any depth', { '': 'dist\n' }, 'a/dist', true],
    ['a directory and no file', { '': 'dist/\n' }, 'a/dist', false],
    ['an anchored pattern', { '': '/dist\n' }, 'a/dist', false],
    ['a pattern with a slash', { '': 'a/*.tmp\n' }, 'a/b.tmp', true],
    ['a negation', { '': '*.tmp\n!keep.tmp\n' }, 'keep.tmp', false],
    ['upper and lower case', { '': 'Dist\n' }, 'dist', false],
    ['a comment and an escape', { '': '#x\n\\#x\n' }, '#x', true],
    ['CRLF', { '': 'dist\r\nout\r\n' }, 'dist', true],
    ['a nested file below its directory', { a: 'dist\n' }, 'a/b/dist', true],
    ['a nested file beside its directory', { a: 'dist\n' }, 'b/dist', false],
    ['a nested anchored pattern', { a: '/dist\n' }, 'a/b/dist', false],
    ['a nested negation', { '': 'dist\n', a: '!dist\n' }, 'a/dist', false],
    ['a directory whose name is a pattern', { 'a[b]*': 'dist\n' }, 'a[b]*/dist', true],
    ['a nested escape', { a: '\\!x\n' }, 'a/!x', true],
  ])('know %s', (_, files, path, expected) => {
    expect(read(files).ignores(path, 'file')).toBe(expected);
  });

  it('leave a pattern out that would take long, and say which', () => {
    const { rules, leftOut } = noGitIgnoreRules().within(
      '',
      `*a*a*a*a*a*b\n**/a/**/a/**/a/**/b\n${'x'.repeat(5_000)}\nok\n`,
    );
    expect(leftOut.map(({ line }) => line)).toEqual([1, 2, 3]);
    expect(rules.ignores('ok', 'file')).toBe(true);
    expect(rules.ignores('a'.repeat(255), 'file')).toBe(false);
  });

  it('mean what git takes them to mean', async () => {
    const root = await mkdtemp(join(tmpdir(), 'kaniko-caps-ignore-'));
    const files = {
      '': 'out\n!a/out\n*.log\n!/keep.log\n/x/**/z\nb?r\n[ab]c\n  \nfoo/\ntrail \\ \n',
      a: '*.x\n!b.x\n/c/d\nsub/\n!out\n',
      'a/c': '!d\nnot/\n\\#h\n',
    };
    for (const [directory, text] of Object.entries(files)) {
      await mkdir(join(root, directory), { recursive: true });
      await writeFile(join(root, directory, '.gitignore'), text);
    }
    const names = ['out', 'keep.log', 'b.x', 'c', 'd', 'sub', 'not', '#h', 'bar', 'ac', 'foo', 'z', 'x', 'trail '];
    const paths = ['', 'a/', 'a/c/', 'a/q/', 'x/y/'].flatMap((place) => names.map((name) => `${place}${name}`));
    const isFree = (path: string): boolean => !paths.some((other) => other.startsWith(`${path}/`)) && path !== 'a/c';
    for (const path of paths.filter(isFree)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), '');
    }
    const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
    git('init', '-q');
    const kept = git('ls-files', '-z', '--others', '--exclude-standard')
      .split('\0')
      .filter((path) => paths.includes(path));
    const rules = read(files);
    const directories = (path: string): string[] =>
      path
        .split('/')
        .slice(0, -1)
        .map((_, index) =>
          path
            .split('/')
            .slice(0, index + 1)
            .join('/'),
        );
    const ours = paths.filter(isFree).filter((path) => {
      return !directories(path).some((one) => rules.ignores(one, 'directory')) && !rules.ignores(path, 'file');
    });
    await rm(root, { recursive: true });
    expect(kept.length).toBeGreaterThan(10);
    expect(ours.sort()).toEqual(kept.sort());
  });
});
