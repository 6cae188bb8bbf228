/**
 * Secrets and facts of record travel over https, or stay on this machine.
 * @throws {Error} for every other address: a fault of the installation.
 */
export function checkAddress(system: string, address: string): URL {
  const url = new URL(address);
  const local = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new Error(`${system}: ${url.origin} is neither https nor on this machine.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(`${system}: the address must not carry a name or password.`);
  }
  return new URL(url.pathname, url);
}
