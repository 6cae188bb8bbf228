/** Why a start cannot be: one sentence for the person at the terminal, who needs no stack to mend it. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
