import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseOf, failedReference, lossOf, recordOf } from '../../testing/examples/records.ts';
import { annotatedFindings, githubAnnotations } from './github-annotations.ts';

/** An annotation as GitHub's runner reads it. */
interface Annotation {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads lines as the runner does: `::name key=value,key=value::message`, undoing its escapes. */
function read(text: string): Annotation[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, command = '', told = '', message = ''] = /^::(\w+)(?: (.*?))?::(.*)$/.exec(line) ?? [];
      const pairs = told === '' ? [] : told.split(',').map((pair) => /^(.*?)=(.*)$/.exec(pair)?.slice(1) ?? []);
      return {
        command,
        properties: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, unescaped(value)])),
        message: unescaped(message),
      };
    });
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

const annotationsOf = (...cases: Parameters<typeof recordOf>[0]): Annotation[] =>
  read(githubAnnotations(annotatedFindings(recordOf(cases))));

describe('annotations for GitHub', () => {
  it('stand at the Dockerfile, and tell what a case needs once', () => {
    expect(annotationsOf(failedReference(), caseOf())).toEqual([
      {
        command: 'error',
        properties: { file: 'dockerfiles/mount-in-run/Dockerfile', line: '2', title: 'Reference build fails' },
        message:
          "mount-in-run: the reference build fails with everything granted: mount: can't mount none on /mnt: Operation not permitted",
      },
      {
        command: 'warning',
        properties: { file: 'dockerfiles/setgid-foreign-group/Dockerfile', title: 'Silent loss' },
        message:
          'setgid-foreign-group: needs FSETID; without it exit code 0, but the image differs: /usr/local/bin/tool lost setgid (2755 -> 0755)',
      },
      {
        command: 'notice',
        properties: { file: 'dockerfiles/setgid-foreign-group/Dockerfile', title: 'Capabilities needed' },
        message: 'setgid-foreign-group: needs CHOWN FSETID; exit code 0 alone needs CHOWN',
      },
    ]);
  });

  it('are at most ten of a kind, and the last of them counts the others', () => {
    const cases = Array.from({ length: 25 }, (_, index) => caseOf({ id: `case-${index}` }));
    const annotations = annotationsOf(...cases);
    for (const command of ['warning', 'notice']) {
      const own = annotations.filter((annotation) => annotation.command === command);
      expect(own).toHaveLength(10);
      expect(own.at(-1)?.message).toMatch(new RegExp(`^16 more ${command}s: GitHub shows 10 of a kind`));
    }
    expect(annotationsOf(...cases.slice(0, 10)).filter(({ message }) => message.includes('more'))).toEqual([]);
  });

  it('are one line each, whatever a build writes or a file is called', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('::error::', '\n', '\r', '%0A', '%', ':', ',', '=', '##[error]', 'é', ' ', 'a'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(hostile, hostile, (message, name) => {
        const file = `${name}/Dockerfile`;
        const lost = lossOf({ verdict: 'degraded', differences: [message], instruction: null });
        const annotations = annotationsOf(caseOf({ id: 'case', dockerfile: file, losses: [lost] }));
        expect(annotations.map(({ command }) => command)).toEqual(['warning', 'notice']);
        for (const { properties } of annotations) {
          expect(Object.keys(properties)).toEqual(['file', 'title']);
          expect(properties['file']).toBe(file.replace(/^(\.\/+)+/, ''));
        }
      }),
    );
  });
});
