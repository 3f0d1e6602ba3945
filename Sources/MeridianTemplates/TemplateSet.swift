import MeridianCore
import Mustache

/// Templates that have been checked: each has the right form, and all that it uses is there.
struct TemplateSet: Sendable {
    private let libraries: [TemplateEscaping: MustacheLibrary]

    /// - Parameter sources: By name.
    /// - Throws: `MER-1641`, `MER-1642` or `MER-1643`, with the place.
    init(_ sources: [String: TemplateSource]) throws(MeridianError) {
        TemplateEscaping.register
        for (_, source) in sources.sorted(by: { $0.key < $1.key }) { _ = try Self.parse(source, as: nil) }
        try Self.check(sources)
        var libraries: [TemplateEscaping: MustacheLibrary] = [:]
        for escaping in TemplateEscaping.allCases {
            var templates: [String: MustacheTemplate] = [:]
            for (name, source) in sources { templates[name] = try Self.parse(source, as: escaping) }
            libraries[escaping] = MustacheLibrary(templates: templates)
        }
        self.libraries = libraries
    }

    /// - Returns: `nil` when there is no such template.
    func render(_ name: String, with value: Any, as escaping: TemplateEscaping) -> String? {
        libraries[escaping]?.render(value, withTemplate: name)
    }

    private static func parse(
        _ source: TemplateSource, as escaping: TemplateEscaping?
    ) throws(MeridianError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: (escaping?.pragma ?? "") + source.text)
        } catch let error as MustacheTemplate.ParserError {
            let place = "\(source.origin):\(error.context.lineNumber):\(error.context.columnNumber)"
            throw MeridianError(
                .brokenTemplate, "\(place): \(complaint(of: error.error)); mend the template")
        } catch {
            throw MeridianError(.brokenTemplate, "\(source.origin): \(error); mend the template")
        }
    }

    private static func complaint(of error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "the tag ends another section than the one that is open"
        case .unfinishedName: "a tag is not closed or has a name that can't be one"
        case .expectedSectionEnd: "a section is not closed"
        case .invalidSetDelimiter: "the tag that changes the delimiters is malformed"
        case .transformAppliedToInheritanceSection: "a block can't have a transform"
        case .illegalTokenInsideInheritSection, .textInsideInheritSection: "only blocks may stand within a layout's tag"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "the pragma is unknown or malformed"
        case nil: "the text ends within a tag"
        }
    }
}
