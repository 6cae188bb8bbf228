import type { Trouble } from '../../../tracker/crawl/trouble.ts';
import { escaped } from '../text.ts';

/** What is in the way, for people who never saw the word in the report. */
const WORDS: Readonly<Record<Trouble['why'], string>> = {
  absent: 'is not there',
  emptied: 'is empty all at once, as where nothing is mounted',
  denied: 'may not be read by my user',
  silent: 'did not answer in time',
  outside: 'is a link that leads in a circle or out of its place, so it was not followed',
  'no file': 'is no file but a pipe or a device, so it was not opened',
  vanished: 'went away while I looked',
  'odd name': 'has a name that is not UTF-8',
  broken: 'could not be read',
  empty: 'is empty',
  'not UTF-8': 'is not UTF-8; it was read as Latin-1',
  long: 'is very long; its beginning was read',
  mismatch: 'does not agree with the database',
};

const isKnown = (why: string): why is Trouble['why'] => Object.hasOwn(WORDS, why);

/** What follows the name of a place or a file. */
export const whyWords = (why: string): string => (isKnown(why) ? WORDS[why] : escaped(why));
