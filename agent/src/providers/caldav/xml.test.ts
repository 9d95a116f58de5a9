import { CodedError } from '@chroniton/shared/contract/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { child, descendants, escapeXml, unescapeXml, XmlReader, type XmlElement } from './xml.ts'

function read(text: string): XmlElement {
  const reader = new XmlReader(text, 'GET https://host/')
  const open = reader.next()
  if (open?.kind !== 'open') throw new Error('no element')
  const element = reader.element(open)
  expect(reader.next()).toBeNull()
  return element
}

function codeOf(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof CodedError) return error.code
  }
  return 'no error'
}

describe('reading XML', () => {
  it('names elements by their namespace, whatever prefix the server uses and wherever it declares it', () => {
    const root = read(
      `<?xml version='1.0'?><!-- <x> --><multistatus xmlns="DAV:" xmlns:ns1='urn:ietf:params:xml:ns:caldav'>
        <ns1:calendar-data/><q:x xmlns:q="urn:other" xmlns="http://calendarserver.org/ns/"><getctag/></q:x><href /></multistatus>`,
    )
    expect(root.name).toBe('d:multistatus')
    expect(root.children.map(({ name }) => name)).toEqual(['c:calendar-data', '{urn:other}x', 'd:href'])
    expect(descendants(root, 's:getctag')).toHaveLength(1)
  })

  it('keeps text as it is: references, CDATA, comments between', () => {
    const root = read('<a>1 &lt;&amp;&#252;&#x1F389; <![CDATA[<b>&amp;</b>]]><!-- - -->end</a>')
    expect(root.text).toBe('1 <&ü🎉 <b>&amp;</b>end')
  })

  it('reads attributes in either kind of quotes, also with a greater-than sign escaped', () => {
    expect(read(`<a b="1 &gt; 0" c='2' d = "3"/>`).attributes).toEqual({ b: '1 > 0', c: '2', d: '3' })
  })

  it.each([
    ['<a><b>', 'source-cut-short'],
    ['<a><b></b>', 'source-cut-short'],
    ['<a>text', 'source-cut-short'],
    ['<a><b', 'source-cut-short'],
    ['<a></b></a>', 'source-fault'],
    ['<!DOCTYPE html><html></html>', 'source-not-a-calendar'],
    ['<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>', 'source-not-a-calendar'],
    ['Moved', 'source-not-a-calendar'],
    [`${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, 'source-fault'],
  ])('%s is %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('gives back any text that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const xml = `<a>${escapeXml(text)}</a>`
        expect(read(xml).text).toBe(unescapeXml(escapeXml(text)))
        expect(child(read(`<r>${xml}</r>`), '{}a')?.text).toBe(read(xml).text)
      }),
    )
    expect(read(`<a>${escapeXml('a\u0000<&>"\ud800 é')}</a>`).text).toBe('a<&>"\ufffd é')
  })

  it('never takes a document cut anywhere for a whole one', () => {
    const whole = '<d:a xmlns:d="DAV:"><d:b x="1">t&amp;</d:b><![CDATA[x]]></d:a>'
    for (let length = 1; length < whole.length; length += 1) {
      expect(codeOf(whole.slice(0, length)), whole.slice(0, length)).toBe('source-cut-short')
    }
  })
})
