import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { readJunit } from '../testing/documents/read-junit.ts';
import { readMarkdown } from '../testing/documents/rendered-markdown.ts';
import { hostileSubjects } from '../testing/examples/hostile-subjects.ts';
import { HOSTILE_TEXTS, PLACEHOLDER } from '../testing/examples/hostile-texts.ts';
import { safeLines, withoutCommands } from '../text/plain-text.ts';
import type { Format, Subject, Subjects } from './format.ts';
import { canShow, FORMATS, textIn } from './formats.ts';

const HERE = { width: 140, wholeReport: undefined };
const ALL = Object.entries(HOSTILE_TEXTS);

/** The same places with a text that means nothing to anybody, and with one that an audit asks for, as for any `${NAME}` of a manifest. */
const PLAIN = hostileSubjects('plain');
const ASKED_FOR = hostileSubjects(`plain ${PLACEHOLDER}`);
const PLACEHOLDER_TEXT: keyof typeof HOSTILE_TEXTS = 'placeholder of a message';
const HOSTILE: readonly (readonly [name: string, shown: Subjects])[] = ALL.map(([name, text]) => [
  name,
  hostileSubjects(text),
]);

interface Told {
  /** Which format told what of which text. */
  readonly of: string;
  readonly text: string;
  /** The same format's text of the same with a harmless text. */
  readonly plain: string;
}

/** What a format makes of every hostile text, in everything that it can show. */
async function toldIn(format: Format): Promise<Told[]> {
  const subjects = Object.keys(PLAIN).filter((one): one is Subject => canShow(format, one as Subject));
  const told = subjects.map(async (subject) => {
    const plainText = await textIn(format.name, subject, PLAIN[subject], HERE);
    const askedFor = await textIn(format.name, subject, ASKED_FOR[subject], HERE);
    const texts = HOSTILE.map(async ([name, shown]) => {
      const text = await textIn(format.name, subject, shown[subject], HERE);
      const plain = name === PLACEHOLDER_TEXT ? askedFor : plainText;
      return { of: `${format.name}, ${subject}, ${name}`, text, plain };
    });
    return Promise.all(texts);
  });
  return (await Promise.all(told)).flat();
}

/** A page is read in a browser, by another test. */
const TOLD = new Map<string, readonly Told[]>();
for (const format of FORMATS.filter(({ name }) => name !== 'html')) TOLD.set(format.name, await toldIn(format));

function toldBy(names: readonly string[]): readonly Told[] {
  return names.flatMap((name) => TOLD.get(name) ?? []);
}

const NAMES = [...TOLD.keys()];

/** As GitHub's runner reads a line of a log (ActionCommand.TryParseV2 and TryParse), and the agent of Azure Pipelines. */
function isCommand(line: string): boolean {
  return line.trimStart().startsWith('::') || line.includes('##[') || line.includes('##vso[');
}

/** What a terminal would obey, or a person would not see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe('a hostile text in a record', () => {
  it('becomes no command of a CI system on standard output, whatever the format', () => {
    for (const { of, text } of toldBy(NAMES.filter((name) => name !== 'github'))) {
      const lines = withoutCommands(safeLines(text)).split('\n');
      expect(lines.filter(isCommand), of).toEqual([]);
      // GitLab and Travis mark sections with escape sequences, which the next test is about; TeamCity its messages so.
      expect(
        lines.filter((line) => /^\s*##teamcity\[/.test(line)),
        of,
      ).toEqual([]);
    }
  });

  it('acts on no terminal, and hides nothing from whoever reads it', () => {
    // JSON is data, and the commands of GitHub name files as they are; both are made safe where they are printed.
    const formats = NAMES.filter((name) => !['json', 'sarif', 'codequality', 'github'].includes(name));
    for (const { of, text } of toldBy(formats)) {
      expect(text.replaceAll('\n', '').match(UNSEEN)?.[0], of).toBeUndefined();
    }
  });

  it('adds no annotation on GitHub, and ends none early', () => {
    const command = /^::(?:error|warning|notice) (?:file=[^:,]*,)?(?:line=\d+,)?title=[^:,]*::.*$/;
    for (const { of, text, plain } of toldBy(['github'])) {
      const lines = text.trimEnd().split('\n');
      expect(
        lines.filter((line) => !command.test(line) && !/^::\w+::\d+ more/.test(line)),
        of,
      ).toEqual([]);
      const kinds = (report: string): string[] => report.match(/^::\w+/gm) ?? [];
      expect(kinds(text), of).toEqual(kinds(plain));
      // What the runner makes of a message: no `%0A` that a build wrote may become the end of a line.
      for (const message of lines.map((line) => line.replace(/^::.*?::/s, '')))
        expect(message.replaceAll('%25', ''), of).not.toMatch(/%0[ad]/i);
    }
  });

  it('is read by a parser of XML as the text of one test, and is nothing but text', () => {
    for (const { of, text, plain } of toldBy(['junit'])) {
      expect(text.match(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)?.[0], of).toBeUndefined();
      const shape = (xml: string) =>
        readJunit(xml).map(({ tests }) => tests.map(({ told }) => told.map(({ element }) => element)));
      expect(shape(text), of).toEqual(shape(plain));
    }
  });

  it('is a value in the JSON of SARIF and of Code Quality, without a link or a placeholder', () => {
    for (const { of, text, plain } of toldBy(['sarif', 'codequality', 'json'])) {
      const keys = (json: string): string[] => [...json.matchAll(/^ *"(\w+)":/gm)].map(([, key = '']) => key);
      if (!of.startsWith('json')) expect(keys(text).length, of).toBe(keys(plain).length);
      const messages = messagesIn(JSON.parse(text));
      if (!of.startsWith('json')) expect(messages.join('').match(UNSEEN)?.[0], of).toBeUndefined();
      if (!of.startsWith('sarif')) continue;
      expect(pagesIn(text), of).toEqual(pagesIn(plain));
      for (const message of messages) {
        // SARIF 2.1.0, 3.11.6 and 3.11.5: a viewer makes links of the one and looks up arguments for the other.
        expect(message, of).not.toMatch(/\]\(/);
        expect(message.replaceAll('{{', '').match(/\{\d+\}/)?.[0], of).toBeUndefined();
      }
    }
  });

  it('shapes no Markdown, and gives a forge nothing to make a link, a mention or a command of', () => {
    for (const { of, text, plain } of toldBy(['markdown'])) {
      const [read, expected] = [readMarkdown(text), readMarkdown(plain)];
      expect(read.tags, of).toEqual(expected.tags);
      // GitHub: mentions, references, commits, emoji. GitLab: references of every kind.
      expect(
        read.prose.match(/@\w|#\w|GH-\d|\b[0-9a-f]{7,40}\b|:\w+:|[!&%$^~]["\w]|\[\w+:|\*\w+:/)?.[0],
        of,
      ).toBeUndefined();
      // GitLab takes quick actions from the lines as they are written.
      expect(text.match(/^\s*\/\w+/m)?.[0], of).toBeUndefined();
    }
  });
});

/** The pages of help, in which nothing stands that a build wrote. */
function pagesIn(sarif: string): unknown[] {
  const { runs }: Log = JSON.parse(sarif);
  return runs.flatMap(({ tool }) => (tool.driver.rules ?? []).map(({ help }) => help));
}

/** Every text that a person is to read, but for pages of help. */
function messagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'help'
      ? []
      : ['text', 'description'].includes(key) && typeof inner === 'string'
        ? [inner]
        : messagesIn(inner),
  );
}
