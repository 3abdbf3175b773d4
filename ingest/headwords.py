"""The words that begin a header of plain text, in the languages that articles come in (contract 1).

A key of the table may be written as it stands there or as newsrooms write it: ``Titulek:``, ``Дата:``, ``Date de
publication :``, ``来源：``. Accents and case do not matter.
"""

from __future__ import annotations

from typing import Final

from ingest.folding import folded
from ingest.keys import KNOWN_KEYS

_WORDS: Final = {
    "date": (
        "datum, datum vydání, datum publikace, datum zveřejnění, publikováno, zveřejněno, vydáno, dátum, dátum "
        "vydania, dátum zverejnenia, zverejnené, publikované, data, data publikacji, opublikowano, data wydania, "
        "veröffentlicht, veröffentlicht am, erscheinungsdatum, veröffentlichungsdatum, date de publication, "
        "publié, publié le, date de parution, fecha, fecha de publicación, publicado, publicado el, data di "
        "pubblicazione, pubblicato, pubblicato il, data de publicação, publicado em, data de publicación, data de "
        "publicació, publicat, publicatiedatum, gepubliceerd, gepubliceerd op, megjelenés, megjelent, közzététel, "
        "közzétéve, data publicării, publicat la, publicerad, publiceringsdatum, dato, publisert, udgivet, "
        "offentliggjort, utgivelsesdato, päivämäärä, päiväys, pvm, julkaistu, kuupäev, avaldatud, datums, "
        "publicēts, paskelbta, data publikimit, tarih, yayın tarihi, yayınlanma tarihi, objavljeno, datum objave, "
        "tanggal, tarikh, ngày, ngày đăng, дата, дата на публикуване, дата на публикация, публикувано, "
        "публикувано на, дата публикации, опубликовано, дата публікації, опубліковано, апублікавана, датум, "
        "објављено, објавено, ημερομηνία, ημ/νία, δημοσιεύτηκε, δημοσιεύθηκε, 日期, 发布日期, "
        "發布日期, 发布时间, 日付, 公開日, 날짜, "
        "작성일, التاريخ, تاريخ, תאריך, दिनांक, तारीख, publication date, date of publication, published on, publish "
        "date, posted, posted on, release date, dated"
    ),
    "updated": (
        "aktualizováno, aktualizace, upraveno, aktualizované, aktualizacja, zaktualizowano, aktualisiert, "
        "aktualisiert am, mis à jour, mis à jour le, mise à jour, actualizado, actualización, aggiornato, "
        "aggiornato il, atualizado, atualizado em, bijgewerkt, frissítve, actualizat, uppdaterad, oppdatert, "
        "opdateret, päivitetty, güncellendi, güncelleme, ažurirano, обновено, актуализирано, обновлено, оновлено, "
        "ажурирано, ενημερώθηκε, ενημέρωση, 更新, 更新日期, last updated, last modified, updated on"
    ),
    "title": (
        "titulek, titul, název, nadpis, název článku, titulok, názov, tytuł, nagłówek, titel, überschrift, "
        "schlagzeile, titre, título, titular, titolo, kop, cím, főcím, titlu, rubrik, tittel, overskrift, "
        "otsikko, pealkiri, virsraksts, antraštė, pavadinimas, başlık, naslov, judul, tajuk, tiêu đề, заглавие, "
        "заголовок, название, назва, загаловак, наслов, τίτλος, 标题, 標題, 题目, タイトル, "
        "見出し, 제목, العنوان, عنوان, כותרת, "
        "शीर्षक, headline"
    ),
    "original_title": (
        "original title, původní titulek, původní název, originální název, originální titulek, pôvodný názov, "
        "tytuł oryginalny, oryginalny tytuł, originaltitel, titre original, título original, titolo originale, "
        "оригинално заглавие, оригинальное название, оригінальна назва, eredeti cím"
    ),
    "url": (
        "odkaz, adresa, web, adres, lien, enlace, collegamento, indirizzo, ligação, hivatkozás, länk, lenke, "
        "linkki, bağlantı, poveznica, tautan, pautan, liên kết, линк, връзка, адрес, ссылка, посилання, спасылка, "
        "врска, веза, σύνδεσμος, 链接, 連結, 网址, リンク, 링크, الرابط, קישור, source url, original url, article url"
    ),
    "companies": (
        "firmy, firma, společnosti, společnost, podniky, spoločnosti, spoločnosť, spółki, spółka, "
        "przedsiębiorstwa, unternehmen, firmen, entreprises, entreprise, sociétés, société, empresas, empresa, "
        "compañías, compañía, aziende, azienda, società, companhias, bedrijven, bedrijf, vállalatok, vállalat, "
        "cégek, cég, companii, companie, firme, företag, bolag, selskaper, selskap, selskaber, virksomheder, "
        "yritykset, yritys, yhtiöt, ettevõtted, uzņēmumi, įmonės, şirketler, şirket, tvrtke, tvrtka, kompanije, "
        "kompanija, podjetja, podjetje, perusahaan, syarikat, công ty, компании, компания, фирми, фирма, "
        "дружества, фирмы, компанії, компанія, кампаніі, компаније, компанија, фирме, εταιρείες, εταιρεία, "
        "εταιρίες, 公司, 企业, 企業, 会社, 기업, 회사, الشركات, חברות, कंपनियां"
    ),
    "language": (
        "jazyk, język, sprache, langue, idioma, lingua, língua, taal, nyelv, limbă, limba, språk, sprog, kieli, "
        "keel, valoda, kalba, dil, jezik, bahasa, ngôn ngữ, език, язык, мова, "
        "јазик, језик, γλώσσα, 语言, 語言, 言語, "
        "언어, اللغة, שפה, भाषा"
    ),
    "tags": (
        "štítky, štítek, tagy, značky, klíčová slova, kľúčové slová, tagi, etykiety, słowa kluczowe, "
        "schlagwörter, schlagworte, stichwörter, mots-clés, mots clés, étiquettes, etiquetas, palabras clave, "
        "etichette, parole chiave, palavras-chave, trefwoorden, címkék, kulcsszavak, etichete, cuvinte cheie, "
        "taggar, nyckelord, etiketter, stikkord, nøgleord, emneord, avainsanat, tunnisteet, etiketler, anahtar "
        "kelimeler, oznake, ključne riječi, ključne reči, ključne besede, тагове, етикети, ключови думи, теги, "
        "метки, ключевые слова, ключові слова, тэгі, ознаке, кључне речи, клучни зборови, ετικέτες, λέξεις- "
        "κλειδιά, 标签, 標籤, 关键词, タグ, 태그, الوسوم, תגיות, टैग, tag, keyword, topics"
    ),
    "category": (
        "kategorie, rubrika, kategória, rubryka, kategoria, catégorie, rubrique, categoría, sección, categoria, "
        "categorie, rubriek, rovat, kategori, osasto, kategorija, категория, рубрика, категорія, категорија, "
        "κατηγορία, 分类, 分類, カテゴリ, カテゴリー, 카테고리, التصنيف, קטגוריה, श्रेणी, section"
    ),
    "author": (
        "autor, autorka, autoři, autorzy, verfasser, verfasserin, autorin, auteur, auteurs, autrice, autora, "
        "autores, autore, autori, szerző, írta, författare, skribent, forfatter, kirjoittaja, tekijä, autorius, "
        "autors, yazar, avtor, penulis, pengarang, tác giả, автор, автори, авторы, аўтар, συγγραφέας, συντάκτης, "
        "作者, 記者, 记者, 著者, 작성자, 기자, الكاتب, מחבר, लेखक, byline, written by"
    ),
    "source": (
        "zdroj, zdroje, źródło, quelle, quellen, fuente, fonte, bron, forrás, sursă, sursa, källa, kilde, lähde, "
        "allikas, avots, šaltinis, kaynak, izvor, vir, sumber, nguồn, източник, источник, джерело, крыніца, "
        "извор, πηγή, 来源, 來源, 出典, 출처, المصدر, מקור, स्रोत, publisher, publication"
    ),
    "summary": (
        "souhrn, shrnutí, popis, anotace, zhrnutie, súhrn, streszczenie, podsumowanie, opis, zajawka, "
        "zusammenfassung, kurzfassung, beschreibung, résumé, chapeau, chapô, resumen, descripción, entradilla, "
        "riassunto, sommario, descrizione, resumo, descrição, samenvatting, összefoglaló, összefoglalás, rezumat, "
        "sammanfattning, ingress, sammendrag, resumé, tiivistelmä, ingressi, kokkuvõte, özet, sažetak, povzetek, "
        "ringkasan, tóm tắt, резюме, обобщение, описание, краткое содержание, аннотация, опис, анотація, сажетак, "
        "περίληψη, 摘要, 概要, 要約, 요약, ملخص, תקציר, सारांश, lead, abstract, teaser, standfirst"
    ),
    "image": (
        "obrázek, obrázok, obraz, bild, imagen, immagine, imagem, afbeelding, kép, imagine, изображение, "
        "зображення, картинка, снимка, εικόνα, görsel, kuva, slika, 图片, 画像, image url, picture"
    ),
    "importance": (
        "důležitost, význam, dôležitosť, ważność, wichtigkeit, importancia, importanza, importância, belang, "
        "fontosság, importanță, важност, важность, важливість, priority"
    ),
}

HEADER_WORDS: Final = (
    {folded(word): key for key, words in _WORDS.items() for word in words.split(", ")}
    | {key.replace("_", " "): key for key in KNOWN_KEYS}
    | {key: key for key in KNOWN_KEYS}
)
"""A word or words, folded, to the key that they mean, in lower case."""
