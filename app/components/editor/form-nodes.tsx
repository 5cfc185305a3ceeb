import type { ReactNode } from 'react'
import { useT } from '#app/components/texts.tsx'
import { countName, newKindName } from '#app/domain/programmes/draft-names.ts'
import type { FormNode, ListItem } from '#app/domain/programmes/draft-nodes.ts'
import {
	anchorOf,
	Errors,
	FieldNode,
	type Of,
	Options,
	TickNode,
	TicksNode,
	Under,
	useDescribed,
	WordsNode,
} from './form-controls.tsx'

/** The controls of a draft, drawn from plain data. Adding, removing and moving are submit buttons: no script is needed. */

/** More empty controls than this are folded away: a rule says few of the things it could say. */
const foldedFrom = 5

export function FormNodes({ nodes }: { nodes: readonly FormNode[] }) {
	const { t } = useT()
	const empty = nodes.filter(isEmpty)
	const isFolded = empty.length >= foldedFrom
	const view = (node: FormNode) => <NodeView key={`${node.type}-${node.path}`} node={node} />
	return (
		<div className="nodes">
			{(isFolded ? nodes.filter((node) => !isEmpty(node)) : nodes).map(view)}
			{isFolded ? (
				<details className="more">
					<summary>{t('editor.more_fields', { n: empty.length })}</summary>
					<div className="more-in nodes">{empty.map(view)}</div>
				</details>
			) : null}
		</div>
	)
}

/** Nothing is said here, nothing need be, and nothing is wrong. */
function isEmpty(node: FormNode): boolean {
	if (node.type === 'origin' || node.errors.length > 0) return false
	switch (node.type) {
		case 'field':
			return node.isOptional && node.value === ''
		case 'words':
			return node.isOptional && node.zh === '' && node.en === ''
		case 'ticks':
			return node.isOptional && node.values.length === 0
		case 'table':
			return node.rows.length === 1
		case 'left_out':
			return true
		default:
			return false
	}
}

function NodeView({ node }: { node: FormNode }) {
	switch (node.type) {
		case 'field':
			return node.input === 'tick' ? <TickNode node={node} /> : <FieldNode node={node} />
		case 'words':
			return <WordsNode node={node} />
		case 'ticks':
			return <TicksNode node={node} />
		case 'group':
			return <GroupNode node={node} />
		case 'left_out':
			return <LeftOutNode node={node} />
		case 'union':
			return <UnionNode node={node} />
		case 'list':
			return <ListNode node={node} />
		case 'table':
			return <TableNode node={node} />
		case 'origin':
			return <OriginNode node={node} />
	}
}

/** A button that saves the chapter and changes its shape. */
export function ChangeButton({
	step,
	path,
	children,
	label,
	quiet = true,
}: {
	step: string
	path: string
	children: ReactNode
	label?: string
	quiet?: boolean
}) {
	return (
		<button
			type="submit"
			name="change"
			value={`${step}:${path}`}
			className={quiet ? 'btn sm quiet' : 'btn sm'}
			aria-label={label}
		>
			{children}
		</button>
	)
}

function GroupNode({ node }: Of<'group'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	return (
		<fieldset className="node-group" id={anchorOf(node.path)} tabIndex={-1}>
			<legend>{node.label}</legend>
			{node.mayLeaveOut ? <input type="hidden" name={countName(node.path)} value="1" /> : null}
			<Under ids={ids} help={node.help} errors={node.errors} />
			<FormNodes nodes={node.nodes} />
			{node.mayLeaveOut ? (
				<div className="row node-tools">
					<ChangeButton step="off" path={node.path}>
						{t('editor.leave_out', { name: node.label })}
					</ChangeButton>
				</div>
			) : null}
		</fieldset>
	)
}

function LeftOutNode({ node }: Of<'left_out'>) {
	const { t } = useT()
	return (
		<div className="node-left-out" id={anchorOf(node.path)} tabIndex={-1}>
			<ChangeButton step="on" path={node.path}>
				{t('editor.put_in', { name: node.label })}
			</ChangeButton>
			<Errors id={`${node.path}-errors`} errors={node.errors} />
		</div>
	)
}

function UnionNode({ node }: Of<'union'>) {
	const { t } = useT()
	const { ids, aria } = useDescribed(node)
	const id = anchorOf(node.path)
	return (
		<fieldset className="node-group node-union">
			<legend>{node.label}</legend>
			<div className="field">
				<div className="row ends one">
					<select
						id={id}
						name={node.name}
						className="input"
						aria-label={node.label}
						defaultValue={node.chosen}
						{...aria}
					>
						{node.chosen === '' || node.isOptional ? (
							<option value="">{t(node.isOptional ? 'editor.kind_none' : 'editor.kind_choose')}</option>
						) : null}
						<Options options={node.options} />
					</select>
					<button type="submit" className="btn">
						{t('editor.choose_kind')}
					</button>
				</div>
				<Under ids={ids} help={node.help} errors={node.errors} />
			</div>
			<FormNodes nodes={node.nodes} />
		</fieldset>
	)
}

function ListNode({ node }: Of<'list'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	const { path, label, items, kinds, mayAdd } = node
	return (
		<fieldset className="node-list" id={anchorOf(path)} tabIndex={-1}>
			<legend>
				{label} <span className="count">{items.length}</span>
			</legend>
			<input type="hidden" name={countName(path)} value={items.length} />
			<Under ids={ids} help={node.help} errors={node.errors} />
			{items.length > 0 ? (
				<ol className="items">
					{items.map((item, index) => (
						<ItemView key={item.path} item={item} isFirst={index === 0} isLast={index === items.length - 1} />
					))}
				</ol>
			) : null}
			{mayAdd ? (
				<div className="row ends node-tools">
					{kinds.length > 0 ? (
						<label className="field">
							<span className="sr">{`${label} ${t('editor.add_kind')}`}</span>
							<select className="input sm" name={newKindName(path)}>
								<Options options={kinds} />
							</select>
						</label>
					) : null}
					<ChangeButton step="add" path={path} quiet={false}>
						{t('editor.add_of', { name: label })}
					</ChangeButton>
				</div>
			) : null}
		</fieldset>
	)
}

function ItemView({ item, isFirst, isLast }: { item: ListItem; isFirst: boolean; isLast: boolean }) {
	const { t } = useT()
	const named = (key: string) => `${t(key)} ${item.title}`
	return (
		<li>
			<details open={item.isOpen} id={anchorOf(item.path)}>
				<summary>
					<span>{item.title}</span>
					{item.brief ? <span className="brief">{item.brief}</span> : null}
				</summary>
				<Errors id={`${item.path}-errors`} errors={item.errors} />
				<FormNodes nodes={item.nodes} />
				<div className="row node-tools">
					{isFirst ? null : (
						<ChangeButton step="up" path={item.path} label={named('editor.up')}>
							{t('editor.up')}
						</ChangeButton>
					)}
					{isLast ? null : (
						<ChangeButton step="down" path={item.path} label={named('editor.down')}>
							{t('editor.down')}
						</ChangeButton>
					)}
					<ChangeButton step="remove" path={item.path} label={named('editor.remove')}>
						{t('editor.remove')}
					</ChangeButton>
				</div>
			</details>
		</li>
	)
}

function TableNode({ node }: Of<'table'>) {
	const { t } = useT()
	const { ids } = useDescribed(node)
	return (
		<fieldset className="field" id={anchorOf(node.path)} tabIndex={-1}>
			<legend className="legend">{node.label}</legend>
			<input type="hidden" name={countName(node.path)} value={node.rows.length} />
			{node.rows.map((row) => (
				<div className="pair-in" key={row.codeName}>
					<label className="field">
						<span className="tiny faint">{t('editor.code')}</span>
						<input className="input code" name={row.codeName} defaultValue={row.code} autoComplete="off" />
					</label>
					<NodeView node={row.node} />
				</div>
			))}
			<Under ids={ids} help={node.help} errors={node.errors} />
		</fieldset>
	)
}

function OriginNode({ node }: Of<'origin'>) {
	const { t } = useT()
	return (
		<div className="node-origin">
			<NodeView node={{ ...node.article, isOptional: false } as FormNode} />
			<details className="more" open={node.isOpen}>
				<summary>{t('editor.origin_ours')}</summary>
				<div className="more-in nodes">
					<NodeView node={node.ours} />
					<NodeView node={node.reason} />
				</div>
			</details>
		</div>
	)
}
