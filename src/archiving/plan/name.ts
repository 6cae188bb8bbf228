const LONGEST = 200; // characters: room for endings of ours within the 255 bytes of a file system

/**
 * Why a name from a plan cannot be taken as that of a file or folder; undefined where it can. Letters, digits and
 * signs that mean nothing to any shell or path: such names go through tools that are not ours.
 */
export function faultInName(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (/\p{Cc}/u.test(name) || !name.isWellFormed()) return 'it has a control character';
  if (/[/\\]/.test(name)) return 'it has a slash';
  if (/^[.-]/.test(name)) return 'it begins with a dot or a dash';
  if (name.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const strange = /[^\p{L}\p{N}._+=@,:%-]/u.exec(name)?.[0];
  return strange === undefined ? undefined : `it has a ${strange === ' ' ? 'blank' : strange}`;
}
