/** What was asked for goes to standard output; all else that is said to people to standard error. */
export function say(text: string): void {
  process.stdout.write(text);
}

export function note(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

export function complain(text: string): void {
  note(text);
  process.exitCode = 1;
}
