import { shorten } from '../../text/plain-text.ts';
import type { DeclaredBuild, UserQuestion } from '../model/declared-build.ts';
import type { ExecutorStep } from '../model/executor-step.ts';
import type { GivenAnswers } from '../model/system.ts';
import type { Written } from '../model/written.ts';

/** The most characters of a word that are told. */
const LONGEST = 200;

/** The names that have no value in words that decide what a build does, each once. */
export function namesAsked(words: readonly Written[]): UserQuestion[] {
  const questions = words.flatMap(({ value, unresolved }) =>
    unresolved.map(
      ({ name, reference, place }): UserQuestion => ({
        name,
        answer: `--set ${name}=VALUE`,
        because: `${shorten(reference, LONGEST)} in ${JSON.stringify(shorten(value, LONGEST))} has no value in the manifest.`,
        place,
      }),
    ),
  );
  return [...new Map(questions.toReversed().map((one) => [one.name, one])).values()].toReversed();
}

/** What has to be said of a context that is not in the manifest; nothing where `--context` says it. */
export function contextQuestions(
  { call }: Pick<ExecutorStep, 'call'>,
  { context }: Pick<DeclaredBuild, 'context'>,
  given: GivenAnswers,
): UserQuestion[] {
  if (given.context !== undefined) return [];
  const place = context.from.kind === 'written' ? context.from.place : call.place;
  const ask = (because: string): UserQuestion[] => [{ name: 'context', answer: '--context DIR', because, place }];
  const { value } = context;
  switch (value.kind) {
    case 'directory':
      return [];
    case 'git':
      return ask(`The context is the repository ${value.location}. Give a local checkout of it.`);
    case 'bucket':
      return ask(`The context is downloaded from ${value.location}. Give a local directory with the same files.`);
    case 'tar':
      return ask(`The context is the tar ${value.location}. Give a local directory with the same files.`);
    case 'not-known':
      // Names without a value are asked for one by one.
      return call.kind === 'elsewhere' ? ask(call.because) : [];
  }
}
