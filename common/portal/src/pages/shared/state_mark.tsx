import type { Row } from '../../api/types';
import {
  IconAlertTriangle, IconCircleCheck, IconClock, IconPencil, IconSend,
} from '../../look/icons';
import { Mark, type Tone } from '../../look/mark';
import { useTerms } from '../../words/terms';

const looks: Record<string, { tone: Tone; icon: typeof IconClock }> = {
  draft: { tone: 'plain', icon: IconPencil },
  submitted: { tone: 'wait', icon: IconSend },
  in_review: { tone: 'wait', icon: IconClock },
  appealed: { tone: 'clash', icon: IconSend },
  returned: { tone: 'bad', icon: IconAlertTriangle },
  rejected: { tone: 'bad', icon: IconAlertTriangle },
  approved: { tone: 'good', icon: IconCircleCheck },
  approved_reduced: { tone: 'good', icon: IconCircleCheck },
  credited: { tone: 'good', icon: IconCircleCheck },
  settled: { tone: 'good', icon: IconCircleCheck },
  awaiting_grant: { tone: 'wait', icon: IconClock },
  confirmed: { tone: 'good', icon: IconClock },
  allocated: { tone: 'good', icon: IconCircleCheck },
  offered: { tone: 'wait', icon: IconSend },
  accepted: { tone: 'good', icon: IconCircleCheck },
  lapsed: { tone: 'bad', icon: IconAlertTriangle },
};

/** Where a document stands: the word, with a picture. */
export function StateMark({ row }: { row: Row }) {
  const terms = useTerms();
  const state = String(row.data.status ?? '');
  if (state === '') return null;
  const look = looks[state];
  return look ? <Mark tone={look.tone} icon={look.icon}>{terms.word(state)}</Mark>
    : <Mark tone="plain">{terms.word(state)}</Mark>;
}
