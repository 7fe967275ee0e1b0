import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDaemonIsSilent, useStatus } from '../api/queries';
import {
  IconAlertTriangle, IconArrowsSplit2, IconCheck, IconClock, IconNetwork, IconPlayerPause,
  IconPlugConnected, IconPlugConnectedX,
} from '../look/icons';
import { ageOf, clockOf } from '../words/values';
import { useNow } from './clock';
import styles from './sync_bar.module.css';
import { type Line, type SyncSummary, summaryOf } from './sync_summary';

const lineIcon = {
  up: IconPlugConnected, down: IconPlugConnectedX, connecting: IconClock, paused: IconPlayerPause,
  starting: IconClock, silent: IconPlugConnectedX, hub: IconNetwork,
};
const lineTone: Record<Line, string> = {
  up: 'good', down: 'wait', connecting: 'wait', paused: 'wait', starting: 'wait', silent: 'bad',
  hub: 'good',
};

function useAge(summary: SyncSummary): string {
  const { t, i18n } = useTranslation('sync');
  const now = useNow();
  if (summary.line === 'hub' || summary.line === 'silent') return '';
  if (summary.since === null) return t('neverUp');
  return summary.line === 'up' ? t('since', { time: clockOf(summary.since, now, i18n.language) })
    : t('last', { age: ageOf(summary.since, now, i18n.language) });
}

function LineState({ summary }: { summary: SyncSummary }) {
  const { t } = useTranslation('sync');
  const Icon = lineIcon[summary.line];
  const age = useAge(summary);
  const words = summary.line === 'hub'
    ? t('line_hub', { count: summary.branchesUp }) : t(`line_${summary.line}`);
  return (
    <span className={`${styles.item} ${styles[lineTone[summary.line]]}`}
      title={t(`said_${summary.line}`)}>
      <Icon size={16} aria-hidden />
      <strong>{words}</strong>
      {age ? <span className={styles.age}>{age}</span> : null}
    </span>
  );
}

/** Always visible: how it stands between this replica and the importer. */
export function SyncBar() {
  const { t } = useTranslation('sync');
  const status = useStatus();
  const summary = summaryOf(status, useDaemonIsSilent());
  return (
    <section className={styles.bar} aria-label={t('bar')}>
      <LineState summary={summary} />
      {status.role === 'node'
        ? (
          <span className={`${styles.item} ${summary.waiting > 0 ? styles.wait : styles.none}`}>
            {summary.waiting > 0 ? <IconClock size={16} aria-hidden />
              : <IconCheck size={16} aria-hidden />}
            {t('waiting', { count: summary.waiting })}
          </span>
        ) : null}
      <Link to="/conflicts"
        className={`${styles.item} ${summary.conflicts > 0 ? styles.clash : ''}`}>
        <IconArrowsSplit2 size={16} aria-hidden />
        {t('conflicts', { count: summary.conflicts })}
      </Link>
      <Link to="/rejections"
        className={`${styles.item} ${summary.rejected > 0 ? styles.bad : ''}`}>
        <IconAlertTriangle size={16} aria-hidden />
        {t('rejected', { count: summary.rejected })}
      </Link>
    </section>
  );
}
