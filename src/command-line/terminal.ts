/** What was asked for goes to standard output; what stands in its way to standard error. */
export function say(text: string): void {
  process.stdout.write(text);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
