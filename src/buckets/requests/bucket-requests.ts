import type { Random } from '../../operations/ports.ts';
import { inTurn, type Records } from '../changes/records.ts';
import { createInForce } from '../in-force/in-force.ts';
import { createUpkeep, type Upkeep, type UpkeepNeeds } from '../upkeep/upkeep.ts';
import { type CarryingOut, createCarryingOut } from './carrying-out.ts';
import { createDeciding, type Deciding } from './deciding.ts';
import { createLooking, type Looking } from './looking.ts';
import type { RequestNeeds } from './needs.ts';
import { createOrders, type Orders } from './orders.ts';
import { createWaiting, type Waiting } from './waiting.ts';
import { type Asking, createAsking } from './wishes/asking.ts';
import { type Changing, createChanging } from './wishes/changing.ts';
import { createPutting } from './wishes/putting.ts';

/** Requests for buckets, from the wish to what holds: what the doors can ask for, and what is done afterwards. */
export interface BucketRequests
  extends Asking,
    Changing,
    Deciding,
    Looking,
    CarryingOut,
    Orders,
    Upkeep,
    Waiting {}

export function createBucketRequests(
  given: Omit<RequestNeeds & UpkeepNeeds, 'turn' | 'records' | 'inForce'> & {
    readonly random: Pick<Random, 'id'>;
    readonly openRecords: () => Promise<Records>;
  },
): BucketRequests {
  let opened: Promise<Records> | undefined;
  const records = (): Promise<Records> => {
    opened ??= given.openRecords().catch((error: unknown) => {
      opened = undefined; // somebody may mend the folder meanwhile
      throw error;
    });
    return opened;
  };
  records().catch((error: unknown) =>
    given.log.warn('bucket requests not read', { error: String(error) }),
  );
  const inForce = createInForce({ ...given, records });
  const needs = { ...given, records, inForce, turn: inTurn() };
  const putting = createPutting(needs);
  const doors = {
    ...createAsking(needs, putting),
    ...createChanging(needs, putting),
    ...createDeciding(needs),
  };
  const upkeep = createUpkeep(needs);
  return {
    ...doors,
    ...upkeep,
    ...createOrders(needs, doors),
    ...createLooking({ ...needs, ...upkeep }),
    ...createCarryingOut(needs),
    ...createWaiting(needs),
  };
}
