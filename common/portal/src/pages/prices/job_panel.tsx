import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/client';
import { Panel, Refusal } from '../../look/page';
import work from '../shared/shared.module.css';
import styles from './prices.module.css';
import { breakOff, jobQuery, type Job } from './price_requests';
import { RejectsPanel } from './rejects';

interface BarProperties { label: string; done: number; total: number; onStop: () => void }

/** How far something is: a bar, the figures beside it, and a way to end it. */
export function ProgressBar({ label, done, total, onStop }: BarProperties) {
  const { t, i18n } = useTranslation('prices');
  const shown = new Intl.NumberFormat(i18n.language);
  return (
    <Panel title={label}>
      <div className={styles.progress}>
        <progress aria-label={label} max={Math.max(total, done, 1)} value={done} />
        <span className={work.soft}>
          {total > 0
            ? t('progressOf', { done: shown.format(done), total: shown.format(total) })
            : shown.format(done)}
        </span>
        <Button variant="default" onClick={onStop}>{t('breakOff')}</Button>
      </div>
    </Panel>
  );
}

/** Long work of the hub until it has ended: then what has become of it. */
export function JobPanel({ id, onDone }: { id: string; onDone: (job: Job) => void }) {
  const { t } = useTranslation('prices');
  const { data: job, error } = useQuery(jobQuery(id));
  const isDone = job?.state === 'done';
  useEffect(() => {
    if (job && isDone) onDone(job);
    // Once, when it ends.
  }, [isDone]);
  if (error) return <Refusal error={error} />;
  if (!job) return null;
  if (job.state === 'running') {
    return <ProgressBar label={t(`phase_${job.phase}`, { defaultValue: job.phase })}
      done={job.done} total={job.total} onStop={() => void breakOff(id).catch(() => {})} />;
  }
  if (job.state === 'cancelled') {
    return <p className={`${work.notice} ${work.wait}`} role="status">{t('brokenOff')}</p>;
  }
  if (!job.error) return null;
  return (
    <>
      <Refusal error={new Problem(0, job.error)} />
      {job.upload ? <RejectsPanel upload={job.upload} /> : null}
    </>
  );
}
