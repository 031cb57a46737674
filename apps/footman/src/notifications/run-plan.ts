import { forEachFile } from '../buckets/each-file.js';
import { jsonLine } from '../json-line.js';
import { formatPlan } from './format-plan.js';
import { chosenFiles, type NotificationsFlags } from './notifications-options.js';
import { withGateway } from './open-gateway.js';
import { planNotifications } from './plan-notifications.js';

/** Shows what differs between files and gateways. */
export async function runPlan(chosen: string | undefined, flags: NotificationsFlags): Promise<void> {
  await forEachFile(chosenFiles(chosen, flags), (file) =>
    withGateway(file, process.env, async ({ wanted, read }) => {
      const { changes } = planNotifications(wanted, await read());
      const { bucket } = file.content;
      process.stdout.write(
        flags.json
          ? jsonLine({ bucket, changes })
          : formatPlan(file.content, changes, Boolean(process.stdout.isTTY)),
      );
      return changes.length > 0 ? 1 : 0;
    }),
  );
}
