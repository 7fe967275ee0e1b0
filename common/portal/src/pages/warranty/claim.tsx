import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerQuery } from '../../api/answers';
import { useSchema, useStatus } from '../../api/queries';
import { commandsOf, fieldOf, placeOf, titleOf } from '../../api/registry';
import type { Entity, Row } from '../../api/types';
import { SyncMark } from '../../look/mark';
import { PageFrame, Panel } from '../../look/page';
import { useTerms } from '../../words/terms';
import { WhyOf } from '../detail/why';
import { RecordFacts } from '../shared/record_facts';
import { useRecordForm } from '../shared/record_form';
import { RecordPage } from '../shared/record_page';
import { StateMark } from '../shared/state_mark';
import { Steps } from '../shared/steps';
import { TraceLink } from '../trace/trace_link';
import work from '../shared/shared.module.css';
import { Attachments } from './attachments';
import { CheckPanel } from './check_panel';
import { ClaimBuilder } from './claim_builder';
import { ClaimLines } from './claim_lines';
import { Decision } from './decision';
import { byField, findingsOf, toRead } from './findings';
import { nextKey } from './claim_work';

/** What was taken over and stays as it is. */
const taken = ['kind', 'vin', 'brand', 'branch', 'repair_order', 'job', 'submitted_on',
  'appealed_on'];
const read = ['failure_on', 'repaired_on', 'odometer_km', 'component', 'complaint_code',
  'cause_code', 'correction', 'operation', 'causal_part', 'claimed', 'campaign', 'approval',
  'original_invoice', 'trouble_codes', 'odometer_proven'];
const checked = new Set(['draft', 'returned', 'submitted', 'in_review', 'appealed']);

/** The pre-check: what this replica can say of the claim as it is written. */
export function useCheck(claim: Row) {
  return useQuery({ ...answerQuery(`/claims/${claim.id}/check`),
    enabled: checked.has(String(claim.data.status)) });
}

/** Every step of the claim, with its time and its branch. */
export function History({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const [isOpen, setOpen] = useState(false);
  const status = fieldOf(entity, 'status');
  if (!status) return null;
  return (
    <Panel>
      <details className={work.fold} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('history')}</summary>
        {isOpen ? <WhyOf entity={entity} id={claim.id} field={status} /> : null}
      </details>
    </Panel>
  );
}

/** Lists whose records name the claim and that have no place of their own on the page. */
function Related({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const terms = useTerms();
  const own = new Set(['claim-lines', 'rule-hits', 'line-decisions', 'account-documents',
    'attachments']);
  const lists = useSchema().flatMap((other) => (own.has(other.collection) ? [] : other.fields
    .filter((field) => field.type === 'ref' && field.target === entity.name)
    .map((field) => ({ other, filter: `${field.name}:eq:${claim.id}`, name: field.name }))));
  if (lists.length === 0) return null;
  return (
    <Panel title={t('related')} flush>
      <ul className={work.links}>
        {lists.map(({ other, filter, name }) => (
          <li key={other.name}>
            <Link to="/lists/$collection" params={{ collection: other.collection }}
              search={{ filter: [filter] }}>{terms.collection(other)}</Link>
            <Link className={work.end ?? ''} to="/lists/$collection/new"
              params={{ collection: other.collection }} search={{ values: { [name]: claim.id } }}
              aria-label={`${t('new', { ns: 'records' })}: ${terms.collection(other)}`}>
              {t('new', { ns: 'records' })}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function ClaimFrame({ entity, claim, before, children }:
  { entity: Entity; claim: Row; before: ReactNode; children: ReactNode }) {
  const { t } = useTranslation('warranty');
  const { role } = useStatus();
  const isWaiting = commandsOf(entity, claim, placeOf({ role })).length > 0;
  const note = role === 'node' ? nextKey(claim) : isWaiting ? 'deskWaits' : 'deskDone';
  return (
    <PageFrame
      title={titleOf(entity, claim)}
      before={before}
      note={t(note, { defaultValue: '' })}
      aside={
        <>
          <StateMark row={claim} />
          <SyncMark state={claim.sync.state} conflicts={claim.sync.conflicts} />
          <TraceLink entity={entity} id={claim.id} />
          <Link to="/lists/$collection/$id"
            params={{ collection: entity.collection, id: claim.id }}>
            {t('allFields', { ns: 'workshop' })}
          </Link>
        </>
      }
    >
      {claim.sync.state === 'rejected' && claim.sync.reason
        ? (
          <section className={`${work.notice} ${work.bad}`}
            aria-label={t('reason', { ns: 'records' })}>
            <h2>{claim.sync.reason.text}</h2>
            <p>{claim.sync.reason.remedy}</p>
          </section>
        ) : null}
      {children}
    </PageFrame>
  );
}

export function ClaimFacts({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const order = String(claim.data.repair_order ?? '');
  return (
    <Panel title={t('taken')} aside={order
      ? <Link to="/reception/$id" params={{ id: order }}>{t('toOrder')}</Link> : null}>
      <RecordFacts entity={entity} row={claim} names={taken.filter((one) =>
        one !== 'repair_order')} />
    </Panel>
  );
}

export function ClaimStory({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  return (
    <Panel title={t('claimFields')}>
      <RecordFacts entity={entity} row={claim} names={read} />
    </Panel>
  );
}

function Claim({ entity, claim }: { entity: Entity; claim: Row }) {
  const { t } = useTranslation('warranty');
  const place = placeOf(useStatus());
  const form = useRecordForm(entity, claim);
  const check = useCheck(claim);
  const isMine = claim.data.branch === place.branch;
  const isOpen = isMine && commandsOf(entity, claim, place)
    .some((step) => step.command === 'submit');
  const findings = byField(check.data ? toRead(findingsOf(check.data)) : []);
  const showsCheck = checked.has(String(claim.data.status));
  return (
    <ClaimFrame entity={entity} claim={claim} before={<Link to="/warranty">{t('title')}</Link>}>
      {isMine ? <Steps entity={entity} row={claim} prepare={() => form.save()} /> : null}
      <Decision entity={entity} claim={claim} />
      <div className={work.two}>
        {isOpen ? <ClaimBuilder entity={entity} claim={claim} form={form} findings={findings} />
          : <ClaimStory entity={entity} claim={claim} />}
        {showsCheck
          ? <CheckPanel entity={entity} answer={check.data} error={check.error}
              isOld={form.isChanged} isSent={!isOpen} />
          : <ClaimFacts entity={entity} claim={claim} />}
      </div>
      <ClaimLines claim={claim} isOpen={isOpen} />
      <Attachments claim={claim} isOpen={isOpen} />
      <div className={work.row}>
        {showsCheck ? <ClaimFacts entity={entity} claim={claim} /> : null}
        {isMine ? <Related entity={entity} claim={claim} /> : null}
        <History entity={entity} claim={claim} />
      </div>
    </ClaimFrame>
  );
}

/** One claim: built here, sent from here, and its decision read here. */
export function ClaimPage() {
  const { t } = useTranslation('warranty');
  const { id } = useParams({ from: '/warranty/$id' });
  return (
    <RecordPage collection="claims" id={id} title={t('title')} none={t('noClaims')}>
      {(entity, row) => <Claim key={id} entity={entity} claim={row} />}
    </RecordPage>
  );
}
