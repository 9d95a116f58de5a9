/** The colour of a calendar; grey where it has none. */
export function Swatch({ color }: { color: string | null | undefined }) {
  return <span className="swatch" style={{ background: color ?? undefined }} aria-hidden />
}
