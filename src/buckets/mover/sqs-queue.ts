import type { SQSClient } from '@aws-sdk/client-sqs';
import { checkAddress } from '../../domain/address.ts';
import { seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';
import type { EventQueue } from './events.ts';

const SYSTEM = 'The queue of notifications';
const MOST_AT_ONCE = 10; // SQS gives no more
/** SQS holds the answer back so long while there is nothing: that saves asking. */
const LONGEST_POLL = 20; // seconds

type Sdk = typeof import('@aws-sdk/client-sqs');

/** A queue of SQS that a bucket’s notifications go to. */
export function createSqsQueue(needs: {
  readonly url: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly pollSeconds?: number;
}): EventQueue {
  const QueueUrl = needs.url;
  const endpoint = checkAddress(SYSTEM, new URL(QueueUrl).origin).href;
  const WaitTimeSeconds = needs.pollSeconds ?? LONGEST_POLL;
  let opened: Promise<{ client: SQSClient; sdk: Sdk }> | undefined;
  const open = () => {
    opened ??= import('@aws-sdk/client-sqs').then((sdk) => ({
      sdk,
      client: new sdk.SQSClient({
        endpoint,
        region: needs.region,
        credentials: { accessKeyId: needs.accessKey, secretAccessKey: needs.secretKey },
        requestHandler: {
          connectionTimeout: seconds(5),
          requestTimeout: seconds(LONGEST_POLL + 10),
          throwOnRequestTimeout: true,
        },
      }),
    }));
    return opened;
  };
  async function ask<T>(call: (client: SQSClient, sdk: Sdk) => Promise<T>): Promise<T> {
    const { client, sdk } = await open();
    return call(client, sdk).catch((cause: unknown) => {
      const name = cause instanceof Error ? cause.name : 'Error';
      const refused = /AccessDenied|InvalidClientTokenId|SignatureDoesNotMatch|NonExistentQueue/;
      const outcome = refused.test(name) ? 'refused' : 'retry';
      throw new OutsideError(SYSTEM, outcome, `${SYSTEM} did not answer as it should (${name}).`, {
        cause,
      });
    });
  }

  return {
    async receive(abortSignal) {
      const { Messages = [] } = await ask((client, sdk) =>
        client.send(
          new sdk.ReceiveMessageCommand({
            QueueUrl,
            WaitTimeSeconds,
            MaxNumberOfMessages: MOST_AT_ONCE,
          }),
          { abortSignal },
        ),
      );
      return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
        id: MessageId,
        receipt: ReceiptHandle,
        body: Body,
      }));
    },
    async done(messages) {
      if (messages.length === 0) return;
      // What could not be deleted comes again, and changes nothing then.
      await ask((client, sdk) =>
        client.send(
          new sdk.DeleteMessageBatchCommand({
            QueueUrl,
            Entries: messages.map(({ receipt }, n) => ({
              Id: String(n),
              ReceiptHandle: receipt,
            })),
          }),
        ),
      );
    },
    async check() {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes = {} } = await ask((client, sdk) =>
        client.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames })),
      );
      return Number(Attributes['ApproximateNumberOfMessages'] ?? 0);
    },
  };
}
