import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { traceQuery, useSchema, useStatus } from '../../api/queries';
import { fieldOf, titleOf } from '../../api/registry';
import type { Entity, Hop, Row } from '../../api/types';
import {
  IconAlertTriangle, IconCircleCheck, IconClock, IconPencil, IconScale, IconSend,
} from '../../look/icons';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { durationOf, exactTimeOf } from '../../words/values';
import { useRow } from '../use_row';
import { type People, useCertificates, usePeople } from './signers';
import styles from './trace.module.css';
import {
  importer, type Rejected, slowestOf, type Step, stepsOf, type Written,
} from './trace_steps';

interface Known {
  entity: Entity;
  people: People;
  certificates: Map<string, Row>;
}

const shortDigits = 12;

function When({ step }: { step: Step }) {
  const { t, i18n } = useTranslation('trace');
  if (step.at === null) return null;
  const isAnswer = step.kind === 'taken' || step.kind === 'rejected';
  return (
    <>
      <time dateTime={step.at} title={step.at}>{exactTimeOf(step.at, i18n.language)}</time>
      {step.after === null ? null : (
        <span className={styles.after}>
          {step.after === 0 ? t('atOnce')
            : t(isAnswer ? 'afterChange' : 'later',
              { time: durationOf(step.after, i18n.language) })}
        </span>
      )}
    </>
  );
}

function useSignerText(hop: Hop, certificates: Map<string, Row>): string {
  const { t } = useTranslation('trace');
  const row = certificates.get(hop.signer);
  if (hop.branch === importer) return t('signerImporter');
  return row ? t('signer', { node: String(row.data.node), serial: String(row.data.serial) })
    : t('signerUnknown');
}

/** What anybody can check without us: the exact entry, its hash, and the key that signed it. */
function Proof({ hop, certificates }: { hop: Hop; certificates: Map<string, Row> }) {
  const { t } = useTranslation('trace');
  const signer = useSignerText(hop, certificates);
  return (
    <details className={styles.proof}>
      <summary>
        {signer}{' · '}{t('entry', { seq: hop.seq })}{' · '}
        <code>{hop.hash.slice(0, shortDigits)}</code>
      </summary>
      <dl>
        <div><dt>{t('hash')}</dt><dd><code>{hop.hash}</code></dd></div>
        <div><dt>{t('key')}</dt><dd><code>{hop.signer}</code></dd></div>
        <div><dt>{t('log')}</dt><dd><code>{hop.log}</code></dd></div>
      </dl>
    </details>
  );
}

function useTitleOf(hop: Hop): string {
  const { t } = useTranslation('trace');
  const terms = useTerms();
  if (hop.command === 'create') return t('created');
  return hop.command === '' ? t('changed') : terms.verb(hop.command);
}

function usePlace(branch: string): string {
  const { t } = useTranslation('trace');
  return branch === importer ? t('atImporter') : t('atBranch', { branch });
}

function WrittenStep({ step, known }: { step: Written; known: Known }) {
  const { t } = useTranslation('trace');
  const terms = useTerms();
  const { hop } = step;
  const title = useTitleOf(hop);
  const place = usePlace(hop.branch);
  const isDaemon = hop.actor === null ||
    (hop.branch !== importer && known.people.daemons.has(hop.actor));
  const person = isDaemon ? t('byDaemon')
    : t('byPerson', { name: known.people.names.get(hop.actor ?? '') ?? t('somebody') });
  const labels = hop.fields.map((name) => fieldOf(known.entity, name))
    .filter((field) => field !== undefined).map((field) => terms.label(field));
  return (
    <>
      <h2>{title}</h2>
      <p className={styles.who}>{place}{', '}{person}</p>
      <p className={styles.when}><When step={step} /></p>
      {labels.length > 0
        ? <p className={styles.wrote}>{t('wrote', { fields: labels.join(', ') })}</p> : null}
      <Proof hop={hop} certificates={known.certificates} />
    </>
  );
}

function RejectedStep({ step }: { step: Rejected }) {
  const { t } = useTranslation('trace');
  const { reason } = step.hop;
  const title = useTitleOf(step.hop);
  return (
    <>
      <h2>{t('rejected', { what: title })}</h2>
      <p className={styles.when}><When step={step} /></p>
      {reason
        ? (
          <>
            <p className={styles.reason}>{reason.text} <code>{reason.code}</code></p>
            <p>{t('remedy', { ns: 'records' })}: {reason.remedy}</p>
          </>
        ) : null}
      <Link to="/rejections">{t('toRejections')}</Link>
    </>
  );
}

function PlainStep({ step }: { step: Exclude<Step, Written | Rejected> }) {
  const { t } = useTranslation('trace');
  const { branch } = useStatus();
  switch (step.kind) {
    case 'taken':
      return (
        <>
          <h2>{t('taken')}</h2>
          <p className={styles.when}><When step={step} /></p>
          <p className={styles.wrote}>{t('takenText', { count: step.hops.length })}</p>
        </>
      );
    case 'waiting':
      return (
        <>
          <h2>{t('waiting')}</h2>
          <p className={styles.wrote}>{t('waitingText', { count: step.hops.length })}</p>
        </>
      );
    case 'back':
      return (
        <>
          <h2>{t('back', { branch })}</h2>
          <p className={styles.wrote}>{t('backText')}</p>
        </>
      );
  }
}

const icons = {
  written: IconPencil, taken: IconCircleCheck, rejected: IconAlertTriangle, waiting: IconClock,
  back: IconSend,
};

function Line({ step, known }: { step: Step; known: Known }) {
  const isImporter = step.kind === 'written' && step.hop.branch === importer;
  const Icon = isImporter ? IconScale : icons[step.kind];
  return (
    <li className={`${styles.step} ${styles[step.kind]}`}>
      <span className={styles.sign} aria-hidden><Icon size={16} /></span>
      <div className={styles.said}>
        {step.kind === 'written' ? <WrittenStep step={step} known={known} />
          : step.kind === 'rejected' ? <RejectedStep step={step} />
          : <PlainStep step={step} />}
      </div>
    </li>
  );
}

function Way({ entity, hops }: { entity: Entity; hops: readonly Hop[] }) {
  const { t } = useTranslation('trace');
  const { role } = useStatus();
  const known = { entity, people: usePeople(hops), certificates: useCertificates() };
  return (
    <Panel>
      <ol className={styles.steps} aria-label={t('title')}>
        {stepsOf(hops, role === 'node').map((step) => (
          <Line key={step.kind === 'written' || step.kind === 'rejected'
            ? `${step.kind}-${step.hop.hash}` : `${step.kind}-${step.at ?? ''}`}
            step={step} known={known} />
        ))}
      </ol>
    </Panel>
  );
}

function Trace({ entity, id }: { entity: Entity; id: string }) {
  const { t, i18n } = useTranslation('trace');
  const terms = useTerms();
  const { row } = useRow(entity.collection, id);
  const { data, error, isPending, refetch } = useQuery(traceQuery(entity.name, id));
  const title = row ? titleOf(entity, row) : id.slice(0, 8);
  const slowest = data ? slowestOf(data.hops) : null;
  return (
    <PageFrame
      title={t('titleOf', { title })}
      note={slowest === null ? t('note')
        : `${t('note')} ${t('slowest', { time: durationOf(slowest, i18n.language) })}`}
      before={
        <>
          <Link to="/lists/$collection" params={{ collection: entity.collection }}>
            {terms.collection(entity)}
          </Link>
          {' · '}
          <Link to="/lists/$collection/$id" params={{ collection: entity.collection, id }}>
            {title}
          </Link>
        </>
      }
    >
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} onRetry={() => void refetch()} /> : null}
      {data?.hops.length === 0 ? <Panel><Empty text={t('none')} /></Panel> : null}
      {data && data.hops.length > 0 ? <Way entity={entity} hops={data.hops} /> : null}
    </PageFrame>
  );
}

/** Who wrote a record, where and when, what the importer answered, and how long each step took. */
export function TracePage() {
  const { t } = useTranslation('trace');
  const { entity: name, id } = useParams({ from: '/trace/$entity/$id' });
  const entity = useSchema().find((one) => one.name === name);
  if (entity) return <Trace key={id} entity={entity} id={id} />;
  return (
    <PageFrame title={t('title')}><Empty text={t('noEntity', { ns: 'records' })} /></PageFrame>
  );
}
