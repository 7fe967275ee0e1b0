import {
  createRootRoute, createRoute, createRouter, lazyRouteComponent, useRouter,
} from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty, Loading, PageFrame, Refusal } from '../look/page';
import { OverviewPage } from '../pages/overview';
import { Shell } from './shell';

export interface ListSearch {
  q?: string | undefined;
  sort?: string | undefined;
  filter?: string[] | undefined;
}

/** What does not fit is named as absent: whatever is left out here stays as the address has it. */
function listSearch(given: Record<string, unknown>): ListSearch {
  const { q, sort, filter } = given;
  return {
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
    sort: typeof sort === 'string' ? sort : undefined,
    filter: Array.isArray(filter) ? filter.filter((one) => typeof one === 'string') : undefined,
  };
}

function textSearch(given: Record<string, unknown>): { q?: string } {
  return given.q === undefined ? {} : { q: String(given.q) };
}

/** Values that a form begins with: of a rejected change, or of the record one comes from. */
function formSearch(
  given: Record<string, unknown>,
): { values?: Record<string, unknown> | undefined } {
  const values = given.values;
  return { values: values !== null && typeof values === 'object' && !Array.isArray(values)
    ? values as Record<string, unknown> : undefined };
}

function vinSearch(given: Record<string, unknown>): { vin?: string } {
  return given.vin === undefined ? {} : { vin: String(given.vin) };
}

/** Whose rejected rows are shown beside the edition. */
function uploadSearch(given: Record<string, unknown>): { upload?: string } {
  return typeof given.upload === 'string' ? { upload: given.upload } : {};
}

function daySearch(given: Record<string, unknown>): { day?: string } {
  return typeof given.day === 'string' ? { day: given.day } : {};
}

/** The days of a statement; an empty first day means from the beginning. */
function periodSearch(
  given: Record<string, unknown>,
): { from?: string | undefined; until?: string | undefined } {
  const { from, until } = given;
  return {
    from: typeof from === 'string' ? from : undefined,
    until: typeof until === 'string' ? until : undefined,
  };
}

/** Of whom the figures are, and of which days. */
function figureSearch(given: Record<string, unknown>): {
  brand?: string | undefined; region?: string | undefined; dealer?: string | undefined;
  branch?: string | undefined; from?: string | undefined; to?: string | undefined;
  view?: string | undefined;
} {
  const word = (name: string) => given[name] === undefined ? undefined : String(given[name]);
  return { brand: word('brand'), region: word('region'), dealer: word('dealer'),
    branch: word('branch'), from: word('from'), to: word('to'), view: word('view') };
}

function Missing() {
  const { t } = useTranslation();
  return <PageFrame title={t('noPage')}><Empty text={t('noPage')} /></PageFrame>;
}

function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <PageFrame title={t('failed')}>
      <Refusal error={error} onRetry={() => void router.invalidate()} />
    </PageFrame>
  );
}

const root = createRootRoute({ component: Shell, notFoundComponent: Missing });
const overview = createRoute({
  getParentRoute: () => root, path: '/', component: OverviewPage,
});
const list = createRoute({
  getParentRoute: () => root, path: '/lists/$collection', validateSearch: listSearch,
  component: lazyRouteComponent(() => import('../pages/list/list'), 'ListPage'),
});
const create = createRoute({
  getParentRoute: () => root, path: '/lists/$collection/new', validateSearch: formSearch,
  component: lazyRouteComponent(() => import('../pages/form/form'), 'NewPage'),
});
const detail = createRoute({
  getParentRoute: () => root, path: '/lists/$collection/$id',
  component: lazyRouteComponent(() => import('../pages/detail/detail'), 'DetailPage'),
});
const edit = createRoute({
  getParentRoute: () => root, path: '/lists/$collection/$id/edit', validateSearch: formSearch,
  component: lazyRouteComponent(() => import('../pages/form/form'), 'EditPage'),
});
const partLookUp = createRoute({
  getParentRoute: () => root, path: '/part-lookup', validateSearch: textSearch,
  component: lazyRouteComponent(() => import('../pages/part_lookup/part_lookup'),
    'PartLookUpPage'),
});
const conflicts = createRoute({
  getParentRoute: () => root, path: '/conflicts',
  component: lazyRouteComponent(() => import('../pages/conflicts'), 'ConflictsPage'),
});
const rejections = createRoute({
  getParentRoute: () => root, path: '/rejections',
  component: lazyRouteComponent(() => import('../pages/rejections'), 'RejectionsPage'),
});
const network = createRoute({
  getParentRoute: () => root, path: '/network',
  component: lazyRouteComponent(() => import('../pages/network'), 'NetworkPage'),
});

const reception = createRoute({
  getParentRoute: () => root, path: '/reception', validateSearch: vinSearch,
  component: lazyRouteComponent(() => import('../pages/reception/reception'), 'ReceptionPage'),
});
const order = createRoute({
  getParentRoute: () => root, path: '/reception/$id',
  component: lazyRouteComponent(() => import('../pages/reception/order'), 'OrderPage'),
});
const daySheet = createRoute({
  getParentRoute: () => root, path: '/appointments', validateSearch: daySearch,
  component: lazyRouteComponent(() => import('../pages/workshop/day_sheet'), 'DaySheetPage'),
});
const appointment = createRoute({
  getParentRoute: () => root, path: '/appointments/$id',
  component: lazyRouteComponent(() => import('../pages/workshop/appointment'), 'AppointmentPage'),
});
const clock = createRoute({
  getParentRoute: () => root, path: '/workshop',
  component: lazyRouteComponent(() => import('../pages/workshop/clock'), 'ClockPage'),
});
const claims = createRoute({
  getParentRoute: () => root, path: '/warranty',
  component: lazyRouteComponent(() => import('../pages/warranty/claims'), 'ClaimsPage'),
});
const claim = createRoute({
  getParentRoute: () => root, path: '/warranty/$id',
  component: lazyRouteComponent(() => import('../pages/warranty/claim'), 'ClaimPage'),
});
const desk = createRoute({
  getParentRoute: () => root, path: '/claim-desk',
  component: lazyRouteComponent(() => import('../pages/warranty/desk'), 'DeskPage'),
});
const deskClaim = createRoute({
  getParentRoute: () => root, path: '/claim-desk/$id',
  component: lazyRouteComponent(() => import('../pages/warranty/desk'), 'DeskClaimPage'),
});
const accounts = createRoute({
  getParentRoute: () => root, path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/accounts'), 'AccountsPage'),
});
const statement = createRoute({
  getParentRoute: () => root, path: '/account/$dealer/$brand', validateSearch: periodSearch,
  component: lazyRouteComponent(() => import('../pages/account/statement'), 'StatementPage'),
});

const enrolment = createRoute({
  getParentRoute: () => root, path: '/network/enrolment',
  component: lazyRouteComponent(() => import('../pages/dealer/enrolment'), 'EnrolmentPage'),
});
const dealer = createRoute({
  getParentRoute: () => root, path: '/network/$dealer',
  component: lazyRouteComponent(() => import('../pages/dealer/dealer_card'), 'DealerPage'),
});
const trace = createRoute({
  getParentRoute: () => root, path: '/trace/$entity/$id',
  component: lazyRouteComponent(() => import('../pages/trace/trace'), 'TracePage'),
});

const orders = createRoute({
  getParentRoute: () => root, path: '/orders',
  component: lazyRouteComponent(() => import('../pages/orders/orders'), 'OrdersPage'),
});
const newOrder = createRoute({
  getParentRoute: () => root, path: '/orders/new',
  component: lazyRouteComponent(() => import('../pages/orders/new_order'), 'NewOrderPage'),
});
const carOrder = createRoute({
  getParentRoute: () => root, path: '/orders/$id',
  component: lazyRouteComponent(() => import('../pages/orders/order'), 'OrderPage'),
});
const pipeline = createRoute({
  getParentRoute: () => root, path: '/pipeline', validateSearch: vinSearch,
  component: lazyRouteComponent(() => import('../pages/pipeline/pipeline'), 'PipelinePage'),
});
const newQuote = createRoute({
  getParentRoute: () => root, path: '/quotes/new', validateSearch: vinSearch,
  component: lazyRouteComponent(() => import('../pages/quotes/new_quote'), 'NewQuotePage'),
});
const quote = createRoute({
  getParentRoute: () => root, path: '/quotes/$id',
  component: lazyRouteComponent(() => import('../pages/quotes/quote'), 'QuotePage'),
});
const allocation = createRoute({
  getParentRoute: () => root, path: '/allocation',
  component: lazyRouteComponent(() => import('../pages/allocation/allocation'), 'AllocationPage'),
});
const prices = createRoute({
  getParentRoute: () => root, path: '/prices',
  component: lazyRouteComponent(() => import('../pages/prices/prices'), 'PricesPage'),
});
const priceEdition = createRoute({
  getParentRoute: () => root, path: '/prices/$list/$edition', validateSearch: uploadSearch,
  component: lazyRouteComponent(() => import('../pages/prices/edition'), 'EditionPage'),
});
const campaigns = createRoute({
  getParentRoute: () => root, path: '/campaigns',
  component: lazyRouteComponent(() => import('../pages/campaign/campaigns'), 'CampaignsPage'),
});
const campaign = createRoute({
  getParentRoute: () => root, path: '/campaigns/$brand/$campaign',
  component: lazyRouteComponent(() => import('../pages/campaign/campaign'), 'CampaignPage'),
});
const figures = createRoute({
  getParentRoute: () => root, path: '/figures', validateSearch: figureSearch,
  component: lazyRouteComponent(() => import('../pages/figures/figures'), 'FiguresPage'),
});

export const router = createRouter({
  routeTree: root.addChildren(
    [overview, list, create, detail, edit, partLookUp, conflicts, rejections, network,
      reception, order, daySheet, appointment, clock, claims, claim, desk, deskClaim, accounts, statement, trace,
      enrolment, dealer,
      orders, newOrder, carOrder, pipeline, newQuote, quote, allocation, prices, priceEdition, figures, campaigns,
      campaign]),
  defaultPendingComponent: Loading,
  defaultErrorComponent: Failed,
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
