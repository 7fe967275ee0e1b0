import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback, useMediaQuery } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getJson } from '../../api/client';
import { useEntity, useSchema, useStatus } from '../../api/queries';
import { mayCreate, moduleOf, narrowColumns, placeOf, searchFields } from '../../api/registry';
import type { Entity, Page, Row } from '../../api/types';
import { useIsStillHere } from '../../app/address';
import { useKey } from '../../app/keys';
import type { ListSearch } from '../../app/router';
import { IconPlus, IconSearch } from '../../look/icons';
import { Empty, Loading, PageFrame, Refusal } from '../../look/page';
import { useTerms } from '../../words/terms';
import { Columns } from './columns';
import { Download } from './download';
import { Filters } from './filters';
import { Grid } from './grid';
import styles from './list.module.css';
import { listPath, rememberColumns, rememberedColumns, sortOf } from './list_query';

const noRows: Row[] = [];

function useRows(entity: Entity, search: ListSearch) {
  const all = useSchema();
  const query = useInfiniteQuery({
    queryKey: ['list', entity.collection, listPath(entity, all, search, null)],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page>(listPath(entity, all, search, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? noRows,
    [query.data]);
  return { query, rows };
}

/** The box follows the address, and the address follows the box when the typing pauses. */
function SearchBox({ entity, search }: { entity: Entity; search: ListSearch }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setText(search.q ?? ''), [search.q]);
  useKey('search', () => input.current?.select());
  const isStillHere = useIsStillHere();
  const apply = useDebouncedCallback((q: string) => {
    if (!isStillHere()) return;
    const { q: _, ...rest } = search;
    void navigate({ to: '/lists/$collection', params: { collection: entity.collection },
      search: q === '' ? rest : { ...rest, q }, replace: true });
  }, 150);
  const box = searchFields(entity)[0];
  if (!box) return null;
  const label = t('searchBy', { field: terms.label(box) });
  return (
    <TextInput
      ref={input}
      className={styles.search ?? ''}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={<kbd>/</kbd>}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        apply(event.currentTarget.value);
      }}
    />
  );
}

function NewButton({ entity }: { entity: Entity }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const target = { to: '/lists/$collection/new',
    params: { collection: entity.collection } } as const;
  useKey('new', () => void navigate(target));
  return (
    <Button onClick={() => void navigate(target)} leftSection={<IconPlus size={16} aria-hidden />}
      rightSection={<kbd>F2</kbd>}>
      {t('new')}
    </Button>
  );
}

function ListOf({ entity }: { entity: Entity }) {
  const { t } = useTranslation('records');
  const terms = useTerms();
  const navigate = useNavigate();
  const search = useSearch({ from: '/lists/$collection' });
  const place = placeOf(useStatus());
  const isNarrow = useMediaQuery('(max-width: 720px)') ?? false;
  const [columns, setColumns] = useState(() => rememberedColumns(entity));
  const shown = useMemo(() => (isNarrow ? narrowColumns(entity, columns) : columns),
    [isNarrow, entity, columns]);
  const { query, rows } = useRows(entity, search);
  const isFiltered = Boolean(search.q) || (search.filter?.length ?? 0) > 0;
  const show = (next: ListSearch) => void navigate({ to: '/lists/$collection',
    params: { collection: entity.collection }, search: next, replace: true });
  const choose = (next: string[]) => {
    setColumns(next);
    rememberColumns(entity, next);
  };
  const title = terms.collection(entity);
  const module = terms.module(moduleOf(entity));
  const count = query.hasNextPage
    ? t('rowsSoFar', { count: rows.length }) : t('rows', { count: rows.length });
  return (
    <PageFrame
      fills
      title={title}
      before={module === title ? '' : module}
      aside={mayCreate(entity, place) ? <NewButton entity={entity} /> : null}
    >
      <div className={styles.tools}>
        <SearchBox entity={entity} search={search} />
        <Filters entity={entity} search={search} onChange={show} />
        <span className={styles.count} role="status">{query.isPending ? '' : count}</span>
        <Columns entity={entity} columns={columns} onChange={choose} />
        <Download entity={entity} search={search} />
      </div>
      {query.isError ? <Refusal error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading /> : null}
      {!query.isPending && rows.length === 0 && !query.isError
        ? (
          <Empty text={t(isFiltered ? 'listNoMatch' : 'listEmpty')}>
            {isFiltered
              ? <Button variant="default" onClick={() => show({})}>{t('clearFilters')}</Button>
              : null}
          </Empty>
        ) : null}
      {rows.length > 0
        ? (
          <Grid
            entity={entity}
            rows={rows}
            columns={shown}
            sort={sortOf(entity, search)}
            onSort={(sort) => show({ ...search, sort })}
            hasMore={query.hasNextPage}
            loadMore={() => { if (!query.isFetchingNextPage) void query.fetchNextPage(); }}
          />
        ) : null}
    </PageFrame>
  );
}

export function ListPage() {
  const { t } = useTranslation('records');
  const { collection } = useParams({ from: '/lists/$collection' });
  const entity = useEntity(collection);
  if (!entity) return <PageFrame title={collection}><Empty text={t('noEntity')} /></PageFrame>;
  return <ListOf key={collection} entity={entity} />;
}
