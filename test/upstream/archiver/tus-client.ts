/** The smallest tus client: a token, one creation, two pieces. */
export async function uploadToDsp(needs: {
  readonly aapUrl: string;
  readonly dspUrl: string;
  readonly aapUsername: string;
  readonly aapPassword: string;
  readonly dspUuid: string;
  readonly name: string;
  readonly body: Buffer;
}): Promise<'stored' | 'refused'> {
  const { dspUrl, dspUuid, name, body } = needs;
  const basic = Buffer.from(`${needs.aapUsername}:${needs.aapPassword}`).toString('base64');
  const login = { authorization: `Basic ${basic}` };
  const token = await (await fetch(needs.aapUrl, { headers: login })).text();
  const metadata = Object.entries({ jwtToken: token, submissionID: dspUuid, name })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
  const tus = { 'tus-resumable': '1.0.0' };
  const created = await fetch(`${dspUrl}/files/`, {
    method: 'POST',
    headers: { ...tus, 'upload-length': String(body.length), 'upload-metadata': metadata },
  });
  if (created.status !== 201) return 'refused';
  const location = created.headers.get('location') ?? '';
  const half = Math.floor(body.length / 2);
  for (const [from, to] of [
    [0, half],
    [half, body.length],
  ] as const) {
    const sent = await fetch(location, {
      method: 'PATCH',
      headers: {
        ...tus,
        'upload-offset': String(from),
        'content-type': 'application/offset+octet-stream',
      },
      body: new Uint8Array(body.subarray(from, to)),
    });
    if (sent.status !== 204) throw new Error(`PATCH answered ${sent.status}`);
  }
  return 'stored';
}
