import { Button, Modal } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendJson } from '../../api/client';
import { useStatus } from '../../api/queries';
import { Empty, Loading, PageFrame, Panel, Refusal } from '../../look/page';
import { decimalOf } from '../../words/values';
import { useBrands } from '../orders/order_fields';
import work from '../shared/shared.module.css';
import { DealerTable, InputTable, OrderTable } from './lines';
import { Runs } from './runs';
import {
  bodyOf, fingerprintOf, firstTerms, matchedIn, type Override, type Preview, type Published,
  type RunTerms,
} from './run_terms';
import { TermsForm } from './terms_form';

const whatIf = (terms: RunTerms) =>
  sendJson<Preview>('POST', '/allocations/what-if', bodyOf(terms));
/** What goes in does not depend on the name; the daemon wants one all the same. */
const noName = 'inputs';

/** Orders that are confirmed and cars that nobody has, before anything is divided. */
function Inputs({ terms }: { terms: RunTerms }) {
  const { t, i18n } = useTranslation('trade');
  const asked = { ...firstTerms, run: noName, brand: terms.brand, models: terms.models };
  const { data, error, isPending } = useQuery({
    queryKey: ['answer', 'allocation-inputs', fingerprintOf(asked)],
    queryFn: () => whatIf(asked), placeholderData: keepPreviousData,
  });
  return (
    <Panel title={t('inputs')} flush>
      {isPending ? <Loading /> : null}
      {error ? <Refusal error={error} /> : null}
      {data
        ? (
          <>
            <p className={work.padded}>
              {t('inputsOrders', { count: data.orders.length })}{' '}
              {t('inputsCars', { count: data.supply })}
              {data.orders.length > 0
                ? ` ${t('dearest', { price: decimalOf(data.price, 2, i18n.language) })}` : ''}
            </p>
            <InputTable lines={data.dealers} />
          </>
        ) : null}
    </Panel>
  );
}

function Confirm({ preview, onClose, onPublish }:
  { preview: Preview; onClose: () => void; onPublish: () => void }) {
  const { t } = useTranslation('trade');
  return (
    <Modal opened onClose={onClose} title={t('publishTitle', { run: preview.run })}
      closeButtonProps={{ 'aria-label': t('close', { ns: 'shell' }) }}>
      <p>{t('publishText', { matched: matchedIn(preview), orders: preview.orders.length })}</p>
      <div className={work.actions}>
        <Button data-autofocus onClick={onPublish}>{t('publishNow')}</Button>
        <Button variant="default" onClick={onClose}>{t('cancel', { ns: 'records' })}</Button>
      </div>
    </Modal>
  );
}

function Done({ done }: { done: Published }) {
  const { t } = useTranslation('trade');
  return (
    <div className={`${work.notice} ${done.refused.length > 0 ? work.wait : work.good}`}
      role="status">
      <h2>{t(done.published ? 'published' : 'publishedBefore', { run: done.run })}</h2>
      <p>{t('publishedMatched', { count: done.matched })}</p>
      {done.refused.map((one) => (
        <p key={one.order}>{t('notGiven', { order: one.order, error: one.error })}</p>
      ))}
    </div>
  );
}

function Outcome({ preview, terms, set, isOld }: {
  preview: Preview; terms: RunTerms; isOld: boolean;
  set: (overrides: Record<string, Override>) => void;
}) {
  const { t } = useTranslation('trade');
  const onOverride = (order: string, override: Override | null) => {
    const { [order]: _, ...others } = terms.overrides;
    set(override ? { ...others, [order]: override } : others);
  };
  return (
    <>
      {isOld ? <p className={work.warning} role="status">{t('previewOld')}</p> : null}
      <DealerTable lines={preview.dealers} />
      {preview.orders.length > 0
        ? <OrderTable preview={preview} overrides={terms.overrides} onOverride={onOverride} />
        : <Panel title={t('orderLines')}><Empty text={t('noOpenOrders')} /></Panel>}
      {preview.unused.length > 0
        ? <p className={work.soft}>
            {t('unused', { count: preview.unused.length, vins: preview.unused.slice(0, 20)
              .join(', ') })}
          </p> : null}
    </>
  );
}

function Allocation() {
  const { t } = useTranslation('trade');
  const client = useQueryClient();
  const brands = useBrands();
  const [typed, setTyped] = useState(firstTerms);
  const terms = { ...typed, brand: typed.brand || (brands.length === 1 ? brands[0] ?? '' : '') };
  const [isAsking, setAsking] = useState(false);
  const ask = useMutation({ mutationFn: whatIf });
  const publish = useMutation({
    mutationFn: (wanted: RunTerms) => sendJson<Published>('POST', '/allocations', bodyOf(wanted)),
    onSuccess: () => {
      ask.reset();
      for (const key of ['list', 'answer', 'row']) void client.invalidateQueries({
        queryKey: [key] });
    },
  });
  const set = (change: Partial<RunTerms>) => {
    publish.reset();
    setTyped({ ...terms, ...change });
  };
  const preview = ask.data;
  const isOld = ask.variables !== undefined &&
    fingerprintOf(ask.variables) !== fingerprintOf(terms);
  const override = (overrides: Record<string, Override>) => {
    set({ overrides });
    ask.mutate({ ...terms, overrides });
  };
  return (
    <PageFrame title={t('allocation')} note={t('allocationNote')}>
      <TermsForm terms={terms} set={set} isBusy={ask.isPending}
        onPreview={() => {
          publish.reset();
          ask.mutate(terms);
        }} />
      {publish.data ? <Done done={publish.data} /> : null}
      {publish.error ? <Refusal error={publish.error} /> : null}
      {ask.error ? <Refusal error={ask.error} /> : null}
      {preview
        ? (
          <>
            <div className={work.steps}>
              <Button disabled={isOld || publish.isPending} loading={publish.isPending}
                onClick={() => setAsking(true)}>{t('publish')}</Button>
              <span className={work.soft}>
                {t('previewSaid', { matched: matchedIn(preview), orders: preview.orders.length,
                  cars: preview.supply, rounds: preview.rounds })}
              </span>
            </div>
            <Outcome preview={preview} terms={terms} set={override} isOld={isOld} />
          </>
        ) : null}
      {terms.brand === '' ? <Panel><Empty text={t('chooseBrand')} /></Panel>
        : preview ? null : <Inputs terms={terms} />}
      <Runs latest={publish.data?.run ?? ''} />
      {isAsking && preview
        ? <Confirm preview={preview} onClose={() => setAsking(false)} onPublish={() => {
            setAsking(false);
            // Pressed twice it is one run: the name is permanent.
            if (!publish.isPending && ask.variables) publish.mutate(ask.variables);
          }} /> : null}
    </PageFrame>
  );
}

/** The importer divides new cars: what goes in, what would come out, and the run that counts. */
export function AllocationPage() {
  const { t } = useTranslation('trade');
  const { role } = useStatus();
  if (role === 'hub') return <Allocation />;
  return (
    <PageFrame title={t('allocation')}>
      <Panel><Empty text={t('allocationOnlyHub')} /></Panel>
    </PageFrame>
  );
}
