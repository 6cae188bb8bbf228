/** A person shares a file with a conversation that they are in. */
import type { Office } from '../office.ts';
import { post } from '../posts.ts';

export function share(
  office: Office,
  shared: {
    readonly person: string;
    readonly channel: string;
    readonly name: string;
    readonly content: Buffer;
  },
): string {
  const person = office.directory.person(shared.person);
  const place = office.directory.seenBy(shared.person, shared.channel);
  if (person === undefined || place === undefined)
    throw new RangeError(`${shared.person} is not in ${shared.channel}`);
  const { name, content } = shared;
  const id = office.sequence.id('F');
  const file = office.files.share({ id, name, title: name, content, ownerId: person.id });
  return post(office, {
    channel: place.id,
    author: { kind: 'person', id: person.id, name: person.name },
    text: '',
    files: [file],
  }).ts;
}
