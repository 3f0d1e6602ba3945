import Meridian
import MeridianCore
import TestSupport
import Testing

@testable import MeridianTemplates

private struct Item: Encodable {
    var name: String
    var price = 2.5
    var isNew = false
    var tags: [String] = []
}

@Suite struct TemplateTests {
    @Test func valuesAreEscapedForHTML() throws {
        let templates = try Templates(["page": "<p title='{{name}}'>{{{name}}} {{price}}</p>"])
        #expect(
            try templates.render("page", with: Item(name: "<b>\"it's\" & more</b>"))
                == "<p title='&lt;b&gt;&quot;it&#39;s&quot; &amp; more&lt;/b&gt;'><b>\"it's\" & more</b> 2.5</p>")
    }

    /// One character to Swift, and a quote to a browser.
    @Test(arguments: ["layout", "page", "plain"]) func aCombiningMarkHidesNothing(name: String) throws {
        let templates = try Templates([
            "plain": "{{name}}", "part": "{{#name}}{{.}}{{/name}}", "layout": "{{$body}}{{>part}}{{/body}}",
            "page": "{{<layout}}{{$body}}{{name}}{{/body}}{{/layout}}",
        ])
        let text = try templates.render(name, with: Item(name: "\"\u{301}<\u{338}'\u{20DD}>\u{200D}&\u{FE0F}"))
        #expect(!text.unicodeScalars.contains("\"") && !text.unicodeScalars.contains("<"))
        #expect(text == "&quot;\u{301}&lt;\u{338}&#39;\u{20DD}&gt;\u{200D}&amp;\u{FE0F}")
    }

    @Test func aTextIsNotEscaped() throws {
        let templates = try Templates(["mail": "{{name}}\n{{>part}}\n", "part": "- {{name}}"])
        #expect(try templates.renderText("mail", with: Item(name: "a & b")) == "a & b\n- a & b")
        let response = try templates.text("mail", with: Item(name: "a"), status: 404)
        #expect(response.status == 404)
        #expect(response.fields["content-type"] == "text/plain; charset=utf-8")
        let page = try templates.html("mail", with: Item(name: "a"))
        #expect(page.fields["content-type"] == "text/html; charset=utf-8")
    }

    @Test func aLayoutHasPlacesForBlocks() throws {
        let templates = try Templates([
            "base": "<title>{{$title}}Shop{{/title}}</title>{{$body}}{{/body}}",
            "section": "{{<base}}{{$body}}<nav/>{{$content}}{{/content}}{{/body}}{{/base}}",
            "page": "{{<section}}{{$title}}{{name}}{{/title}}{{$content}}{{>part}}{{/content}}{{/section}}",
            "part": "[{{name}}]",
        ])
        #expect(try templates.render("page", with: Item(name: "cup")) == "<title>cup</title><nav/>[cup]")
        #expect(try templates.render("section") == "<title>Shop</title><nav/>")
    }

    @Test(arguments: [
        ("{{#tags}}{{.}}{{^last()}}, {{/last()}}{{/tags}}", "a, b"), ("{{^none}}empty{{/none}}", "empty"),
        ("{{#isNew}}new{{/isNew}}{{^isNew}}old{{/isNew}}", "old"), ("{{#zero}}{{.}}{{/zero}}", "0"),
        ("{{#inner}}[{{name}}]{{/inner}}", "[]"), ("{{#other}}[{{name}}]{{/other}}", "[outer]"),
        ("{{nothing}}{{inner.name}}{{other.name}}", ""), ("{{uppercased(name)}}", "OUTER"),
        ("{{! a {{comment}}{{number}}", "1.5"), ("{{=<% %>=}}<%name%>", "outer"), ("{{count(tags)}}", "2"),
    ])
    func sectionsSeeValuesAsJSON(template: String, text: String) throws {
        let value: JSONValue = [
            "name": "outer", "tags": ["a", "b"], "none": [], "isNew": false, "zero": 0, "inner": ["name": nil],
            "other": ["size": 1], "number": 1.5,
        ]
        #expect(try Templates(["page": template]).render("page", with: value) == text)
    }

    @Test func aValueThatCanNotBeEncodedIsAnError() throws {
        let templates = try Templates(["page": "{{.}}"])
        let error = #expect(throws: MeridianError.self) { try templates.render("page", with: [Double.nan]) }
        #expect(error?.code == .resultNotEncodable)
    }

    @Test func anUnknownNameIsAnError() throws {
        let templates = try Templates(["page": ""])
        let error = #expect(throws: MeridianError.self) { try templates.html("pages") }
        #expect(error?.code == .noSuchTemplate)
        #expect(error?.message.contains("'pages'") == true)
    }

    @Test(arguments: [
        ("one\n{{#items}}\ntwo", 3), ("{{#a}}{{/b}}", 1), ("one\ntwo {{name", 2), ("{{na me}}", 1), ("{{{name}}", 1),
        ("\n\n{{>*name}}", 3), ("{{<layout}}{{name}}{{/layout}}", 1), ("{{% COLOUR: RED}}", 1), ("{{=<%=}}", 1),
        ("{{!", 1), ("{{", 1), ("{{#", 1), ("{{>", 1), ("{{{", 1),
    ])
    func aBrokenTemplateIsFoundWithItsPlace(text: String, line: Int) throws {
        let error = #expect(throws: MeridianError.self) { try Templates(["page": text, "layout": ""]) }
        #expect(error?.code == .brokenTemplate)
        #expect(error?.message.hasPrefix("embedded template 'page':\(line)") == true, "\(error as Any)")
    }

    @Test(arguments: ["one\n{{#a}}\n{{> gone }}{{/a}}", "\n\n{{<gone}}{{/gone}}", "{{=| |=}}\n\n|>gone|"])
    func aMissingPartIsFoundWithItsPlace(text: String) throws {
        let error = #expect(throws: MeridianError.self) { try Templates(["page": text]) }
        #expect(error?.code == .missingPartial)
        #expect(error?.message.hasPrefix("embedded template 'page':3: there is no template 'gone'") == true)
    }

    @Test(arguments: [
        ["a": "{{>a}}"], ["a": "{{#x}}{{>b}}{{/x}}", "b": "{{^y}}{{>a}}{{/y}}"], ["a": "{{<a}}{{/a}}"],
        ["a": "{{<b}}{{$t}}{{$t}}{{/t}}{{/t}}{{/b}}", "b": "{{$t}}{{/t}}"],
        ["a": "{{<b}}{{$t}}{{>c}}{{/t}}{{/b}}", "b": "{{$t}}{{/t}}", "c": "{{$t}}{{/t}}"],
        ["a": "{{<b}}{{$t}}{{$s}}{{/s}}{{/t}}{{$s}}{{$t}}{{/t}}{{/s}}{{/b}}", "b": "{{$t}}{{/t}}"],
    ])
    func aCircleIsFound(texts: [String: String]) throws {
        let error = #expect(throws: MeridianError.self) { try Templates(texts) }
        #expect(error?.code == .partialCycle)
    }

    /// What has passed the checks comes to an end, whatever it is made of.
    @Test func whateverPassesCanBeRendered() throws {
        var generator = SeededGenerator(seed: 7)
        var passed = 0
        for _ in 0..<3_000 {
            var texts: [String: String] = [:]
            for name in ["a", "b", "c"] { texts[name] = Self.randomTemplate(2, &generator) }
            guard let templates = try? Templates(texts) else { continue }
            passed += 1
            for name in texts.keys { _ = try templates.render(name, with: Item(name: "x", tags: ["y", "z"])) }
        }
        #expect(passed > 300)
    }

    private static func randomTemplate(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let name = ["a", "b", "c"].randomElement(using: &generator)!
            let inner = depth == 0 ? "" : randomTemplate(depth - 1, &generator)
            let piece =
                switch Int.random(in: 0..<8, using: &generator) {
                case 0: "{{>\(name)}}"
                case 1: "{{<\(name)}}{{$\(name)}}\(inner){{/\(name)}}{{/\(name)}}"
                case 2: "{{$\(name)}}\(inner){{/\(name)}}"
                case 3: "{{#tags}}\(inner){{/tags}}"
                case 4: "{{^isNew}}\(inner){{/isNew}}"
                case 5: "{{=| |=}}|name||={{ }}=|"
                case 6: "{{! > \(name)}}\n"
                default: "{{name}}{{{name}}}\n"
                }
            text += piece
        }
        return text
    }
}
