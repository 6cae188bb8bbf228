import { z } from 'zod';

/** The key of a service account, as Google gives it to whoever makes one. */
const shape = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().startsWith('-----BEGIN'),
});
export type GoogleCredentials = z.infer<typeof shape>;

/** Undefined for everything else, which no message ever shows. */
export function readCredentials(text: string): GoogleCredentials | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
