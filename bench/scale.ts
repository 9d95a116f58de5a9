/** A smaller world, for finding out whether the benches still run. */
const scale = Number(process.env.CHRONITON_BENCH_SCALE ?? 1)

const scaled = (count: number) => Math.max(10, Math.round(count * scale))

/** As many events as a busy person's ten years hold. */
export const MANY = scaled(9095)
/** As many as a company's hub holds. */
export const VERY_MANY = scaled(50_000)
export const AGENTS = scaled(500)
export const CHANGES = scaled(100)
export const EDITS = scaled(1000)
/** What one screen of the admin must stay smooth with. */
export const ON_SCREEN = { events: scaled(10_000), agents: scaled(200) }
