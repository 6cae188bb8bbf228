import type { IAMClient } from '@aws-sdk/client-iam';
import { z } from 'zod';
import { checkAddress } from '../../domain/address.ts';
import { seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';
import type { Identities } from '../policy/party.ts';
import { GONE, type IdentityControl } from './ports.ts';

const SYSTEM = 'IAM';
const ATTEMPTS = 3;

interface Names {
  readonly PolicyNames: string[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

type Sdk = typeof import('@aws-sdk/client-iam');

/** Policies within the roles of AWS, or within the users of a store that has users instead. */
export function createIamControl(needs: {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly identities: Identities;
}): IdentityControl {
  const endpoint = checkAddress(SYSTEM, needs.endpoint).href;
  let opened: Promise<{ client: IAMClient; sdk: Sdk }> | undefined;
  const open = () => {
    opened ??= import('@aws-sdk/client-iam').then((sdk) => ({
      sdk,
      client: new sdk.IAMClient({
        endpoint,
        region: needs.region,
        credentials: { accessKeyId: needs.accessKey, secretAccessKey: needs.secretKey },
        maxAttempts: ATTEMPTS,
        requestHandler: { connectionTimeout: seconds(5), requestTimeout: seconds(30) },
      }),
    }));
    return opened;
  };
  async function ask<T>(call: (client: IAMClient, sdk: Sdk) => Promise<T>): Promise<T> {
    const { client, sdk } = await open();
    return call(client, sdk).catch((cause: unknown) => {
      throw inWords(cause);
    });
  }
  const asUsers = needs.identities === 'users';

  async function namesOf(identity: string): Promise<readonly string[] | undefined> {
    const names: string[] = [];
    let Marker: string | undefined;
    try {
      do {
        const page = { ...(Marker === undefined ? {} : { Marker }) };
        const found = await ask<Names>((client, sdk) =>
          asUsers
            ? client.send(new sdk.ListUserPoliciesCommand({ UserName: identity, ...page }))
            : client.send(new sdk.ListRolePoliciesCommand({ RoleName: identity, ...page })),
        );
        names.push(...(found.PolicyNames ?? []));
        Marker = found.IsTruncated === true ? found.Marker : undefined;
      } while (Marker !== undefined);
      return names;
    } catch (error) {
      // Ceph says the same of a user without policies: whether there is one shows when something is put there.
      if (error instanceof OutsideError && error.outcome === 'gone')
        return asUsers ? [] : undefined;
      throw error;
    }
  }

  return {
    async look(identity) {
      const names = await namesOf(identity);
      if (names === undefined) return undefined;
      const policies = new Map<string, string>();
      for (const PolicyName of names) {
        const { PolicyDocument = '' } = await ask<{ PolicyDocument?: string | undefined }>(
          (client, sdk) =>
            asUsers
              ? client.send(new sdk.GetUserPolicyCommand({ UserName: identity, PolicyName }))
              : client.send(new sdk.GetRolePolicyCommand({ RoleName: identity, PolicyName })),
        );
        policies.set(PolicyName, plain(PolicyDocument));
      }
      return policies;
    },
    async put(identity, PolicyName, PolicyDocument) {
      const policy = { PolicyName, PolicyDocument };
      await ask(
        (client, sdk): Promise<unknown> =>
          asUsers
            ? client.send(new sdk.PutUserPolicyCommand({ UserName: identity, ...policy }))
            : client.send(new sdk.PutRolePolicyCommand({ RoleName: identity, ...policy })),
      );
    },
    async remove(identity, PolicyName) {
      await ask(
        (client, sdk): Promise<unknown> =>
          asUsers
            ? client.send(new sdk.DeleteUserPolicyCommand({ UserName: identity, PolicyName }))
            : client.send(new sdk.DeleteRolePolicyCommand({ RoleName: identity, PolicyName })),
      );
    },
  };
}

/** AWS encodes what it gives back as a part of an address; Ceph does not. */
function plain(document: string): string {
  return document.trimStart().startsWith('{') ? document : decodeURIComponent(document);
}

const answered = z.object({
  name: z.string().catch('Error'),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).catch({}),
});

function inWords(cause: unknown): OutsideError {
  const { name, $metadata } = answered.parse(cause);
  const status = $metadata.httpStatusCode ?? 0;
  if (status === 404) return new OutsideError(SYSTEM, 'gone', GONE, { cause });
  if (status >= 400 && status < 500 && status !== 409 && status !== 429)
    return new OutsideError(SYSTEM, 'refused', `${SYSTEM} does not allow this (${name}).`, {
      cause,
    });
  return new OutsideError(SYSTEM, 'retry', `${SYSTEM} did not answer as it should (${name}).`, {
    cause,
  });
}
