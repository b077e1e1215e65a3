import type { Answer } from '../../../vocabulary/answer.ts';

/** The words for the two answers. */
export const ANSWER_WORDS: Readonly<Record<Answer, string>> = { faithful: 'same image', exitZero: 'exit code 0' };
