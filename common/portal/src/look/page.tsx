import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/client';
import styles from './page.module.css';

interface Properties {
  title: string;
  before?: ReactNode;
  aside?: ReactNode;
  note?: string;
  children: ReactNode;
  /** Lists fill the height of the window and scroll inside. */
  fills?: boolean;
}

/** What every page has: one heading, what can be done, the content. */
export function PageFrame({ title, before, aside, note, children, fills }: Properties) {
  return (
    <div className={fills ? `${styles.page} ${styles.fills}` : styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {before ? <div className={styles.before}>{before}</div> : null}
          <h1>{title}</h1>
          {note ? <p className={styles.note}>{note}</p> : null}
        </div>
        {aside ? <div className={styles.aside}>{aside}</div> : null}
      </header>
      {children}
    </div>
  );
}

export function Panel(
  { title, aside, children, flush }:
  { title?: string; aside?: ReactNode; children: ReactNode; flush?: boolean },
) {
  return (
    <section className={styles.panel} {...(title ? { 'aria-label': title } : {})}>
      {title ? <div className={styles.panelHead}><h2>{title}</h2>{aside}</div> : null}
      <div className={flush ? '' : styles.panelBody}>{children}</div>
    </section>
  );
}

export function Empty(
  { text, hint, children }: { text: string; hint?: string; children?: ReactNode },
) {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyText}>{text}</p>
      {hint ? <p className={styles.emptyHint}>{hint}</p> : null}
      {children}
    </div>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return <p className={styles.loading} role="status">{t('loading')}…</p>;
}

/** A refusal with the daemon's own words. */
export function Refusal({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : null;
  return (
    <div className={styles.refusal} role="alert">
      <p><strong>{problem?.message ?? t('failed')}</strong></p>
      {problem?.hint ? <p>{problem.hint}</p> : null}
      {onRetry ? <Button variant="default" onClick={onRetry}>{t('again')}</Button> : null}
    </div>
  );
}
