// Parts that stand on a shelf of this branch leave it with the line, and come back with its end.
import { listRows } from '../../api/answers';
import { sendJson } from '../../api/client';
import { compactNumber } from '../../api/registry';
import type { Row } from '../../api/types';
import { scaled } from '../shared/money';
import { isUnanswered } from '../shared/wish';

/** The bins of a branch that hold a part, as it is written or as the catalogue writes it; none for
    whoever may not look. */
async function binsOf(part: string, branch: string): Promise<Row[]> {
  const names = [...new Set([part.trim(), compactNumber(part)])];
  const found = await Promise.all(names.map((name) =>
    listRows('bins', { filter: [`branch:eq:${branch}`, `part:eq:${name}`] })
      .catch((error: unknown) => {
        if (isUnanswered(error)) throw error;
        return [];
      })));
  return found.flat();
}

/** The bin of this branch that holds enough; none where the part has to be ordered. */
export async function binFor(part: string, quantity: string, branch: string): Promise<Row | null> {
  const wanted = scaled(quantity, 3);
  if (wanted === null || wanted <= 0) return null;
  const bins = await binsOf(part, branch);
  return bins.find((row) => (scaled(String(row.data.on_hand ?? '0'), 3) ?? 0) >= wanted) ?? null;
}

async function move(bin: Row, quantity: string, reason: string, document: string, key: string) {
  const { branch = null, part = null, bin: place = null } = bin.data;
  await sendJson('POST', '/moves',
    { data: { branch, part, bin: place, document, quantity, reason } }, { key });
}

const plain = (quantity: string) => quantity.trim().replace(',', '.');

/** The movement is written first: what the shelf refuses is charged to nobody. */
export async function issue(bin: Row, quantity: string, document: string, key: string) {
  await move(bin, `-${plain(quantity)}`, 'issue', document, key);
}

/** What was issued for a line that was refused. */
export async function putBack(bin: Row, quantity: string, document: string, key: string) {
  await move(bin, plain(quantity), 'return', document, key);
}

/** What a line took that is taken back itself. */
export async function takeBack(line: Row, document: string, key: string) {
  const bins = await binsOf(String(line.data.item), String(line.data.branch));
  const bin = bins.find((row) => row.data.bin === line.data.bin);
  if (bin) await putBack(bin, String(line.data.quantity), document, key);
}
