import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../api/types';
import {
  IconAlertTriangle, IconArrowsSplit2, IconCircleCheck, IconClock, IconCloudCheck, IconSend,
} from './icons';
import styles from './mark.module.css';

export type Tone = 'good' | 'quiet' | 'wait' | 'clash' | 'bad' | 'plain';

interface Properties {
  tone: Tone;
  icon?: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  children: string;
  title?: string;
}

/** A state: always a word, usually with a picture, and only then a colour. */
export function Mark({ tone, icon: Icon, children, title }: Properties) {
  return (
    <span className={`${styles.mark} ${styles[tone]}`} title={title}>
      {Icon ? <Icon size={14} aria-hidden /> : null}
      <span>{children}</span>
    </span>
  );
}

const stateTone: Record<SyncState, Tone> = {
  local: 'wait', sent: 'wait', received: 'wait', accepted: 'quiet', rejected: 'bad',
};
const stateIcon = {
  local: IconClock, sent: IconSend, received: IconCloudCheck, accepted: IconCircleCheck,
  rejected: IconAlertTriangle,
};

export function SyncMark({ state, conflicts }: { state: SyncState; conflicts: number }) {
  const { t } = useTranslation('sync');
  return (
    <span className={styles.marks}>
      <Mark tone={stateTone[state]} icon={stateIcon[state]} title={t(`means_${state}`)}>
        {t(`state_${state}`)}
      </Mark>
      {conflicts > 0
        ? <Mark tone="clash" icon={IconArrowsSplit2}>{t('conflicts', { count: conflicts })}</Mark>
        : null}
    </span>
  );
}
