import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { whyQuery } from '../../api/queries';
import type { Entity, Field } from '../../api/types';
import { IconAlertTriangle, IconCheck } from '../../look/icons';
import { Mark } from '../../look/mark';
import { Loading, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { momentOf, textOf } from '../../words/values';
import styles from './detail.module.css';

interface Properties {
  entity: Entity;
  id: string;
  field: Field;
}

/** Every write of a field, newest first, and which of them holds. */
export function WhyOf({ entity, id, field }: Properties) {
  const { t, i18n } = useTranslation('records');
  const terms = useTerms();
  const { data, error, isPending } = useQuery(whyQuery(entity.name, id, field.name));
  if (isPending) return <Loading />;
  if (error) return <Refusal error={error} />;
  const reader = { terms, language: i18n.language, t };
  const standing = (word: string) => t(`standing_${word}`, { ns: 'sync', defaultValue: word });
  if (data.writes.length === 0) return <p className={styles.none}>{t('noWrites')}</p>;
  return (
    <ol className={styles.writes} aria-label={t('whyOf', { field: terms.label(field) })}>
      {data.writes.map((write) => (
        <li key={`${write.branch}-${write.seq}-${write.at}`}
          className={write.wins ? styles.holds : ''}>
          <div className={styles.writeValue}>
            {textOf(field, write.value, reader) || t('empty')}
          </div>
          <div className={styles.writeBy}>
            {t('byBranch', { branch: write.branch || t('importer', { ns: 'shell' }),
              when: momentOf(write.at, i18n.language) })}
          </div>
          <div className={styles.writeMarks}>
            {write.wins ? <Mark tone="good" icon={IconCheck}>{t('wins')}</Mark> : null}
            {write.standing === 'rejected' || write.standing === 'void'
              ? <Mark tone="bad" icon={IconAlertTriangle}>{standing(write.standing)}</Mark>
              : <Mark tone="plain">{standing(write.standing)}</Mark>}
          </div>
          {write.reason
            ? <p className={styles.writeReason}>{write.reason.text} {write.reason.remedy}</p>
            : null}
        </li>
      ))}
    </ol>
  );
}
