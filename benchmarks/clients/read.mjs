// What a feed parser for Node has of a feed, as JSON: `node read.mjs CLIENT URL`, in the directory they are installed in.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [client, url] = process.argv.slice(2)
const require = createRequire(pathToFileURL(process.cwd() + '/'))
const load = async (name) => {
  const module = await import(pathToFileURL(require.resolve(name)))
  return module.default ?? module
}
const text = async () => (await fetch(url)).text()
const names = (people) => (people ?? []).map((person) => person.name)
const addresses = (media) => (media ?? []).map((one) => one.url)

const readers = {
  'rss-parser': async () => {
    const Parser = await load('rss-parser')
    const { items } = await new Parser().parseURL(url)
    return items.map((item) => ({
      title: item.title,
      link: item.link,
      id: item.guid ?? item.id,
      published: item.isoDate,
      authors: [item.creator ?? item.author],
      // An element with attributes comes as an object, with its text under "_".
      categories: item.categories?.map((category) => category._ ?? category),
      content: item['content:encoded'] ?? item.content,
      language: item.language,
    }))
  },
  feedsmith: async () => {
    const { parseFeed } = await import(pathToFileURL(require.resolve('feedsmith')))
    const { format, feed } = parseFeed(await text())
    if (format === 'atom') {
      return feed.entries.map((entry) => ({
        title: entry.title.value,
        link: entry.links.find((link) => link.rel === 'alternate')?.href,
        id: entry.id,
        published: entry.published,
        updated: entry.updated,
        authors: names(entry.authors),
        categories: entry.categories?.map((category) => category.label ?? category.term),
        content: entry.content?.value,
        images: addresses(entry.media?.contents),
        language: entry.xml?.lang,
      }))
    }
    if (format === 'rss') {
      return feed.items.map((item) => ({
        title: item.title,
        link: item.link,
        id: item.guid?.value,
        published: new Date(item.pubDate).toISOString(),
        updated: item.atom?.updated,
        authors: item.dc?.creators,
        categories: item.categories?.map((category) => category.name),
        content: item.content?.encoded,
        images: addresses(item.media?.contents),
        language: item.dc?.languages?.[0],
      }))
    }
    return feed.items.map((item) => ({
      title: item.title,
      link: item.url,
      id: item.id,
      published: item.date_published,
      updated: item.date_modified,
      authors: names(item.authors),
      categories: item.tags,
      content: item.content_html,
      images: [item.image],
      language: item.language,
    }))
  },
  '@extractus/feed-extractor': async () => {
    const { extract } = await import(pathToFileURL(require.resolve('@extractus/feed-extractor')))
    return (await extract(url)).entries
  },
  feedparser: async () => {
    const FeedParser = await load('feedparser')
    const parser = new FeedParser({ feedurl: url })
    const items = []
    parser.on('readable', () => {
      for (let item = parser.read(); item; item = parser.read()) items.push(item)
    })
    const done = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
    parser.end(await text())
    await done
    return items.map((item) => ({
      title: item.title,
      link: item.link,
      id: item.guid,
      published: item.pubdate?.toISOString(),
      updated: item.date?.toISOString(),
      authors: [item.author],
      categories: item.categories,
      content: item.description,
      images: [item.image?.url],
    }))
  },
  '@rowanmanning/feed-parser': async () => {
    const { parseFeed } = await load('@rowanmanning/feed-parser')
    return parseFeed(await text()).toJSON().items.map((item) => ({
      title: item.title,
      link: item.url,
      id: item.id,
      published: item.published,
      updated: item.updated,
      authors: names(item.authors),
      categories: item.categories.map((category) => category.label),
      content: item.content,
      images: [item.image?.url],
    }))
  },
}

process.stdout.write(JSON.stringify(await readers[client]()))
