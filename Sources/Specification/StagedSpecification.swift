import MeridianCore

/// A file with the overrides of its stages, and what becomes of it in one of them.
///
/// All of the file is checked, whichever stage is wanted: a mistake should not wait for the day of the release.
struct StagedSpecification {
    let root: SourceNode?
    let file: String
    let context: SpecificationContext
    private let source: SourceText
    private var diagnostics: [Diagnostic]
    private var reported: Set<Report> = []

    /// What is wrong in several stages stands in one place.
    private struct Report: Hashable {
        var code: ErrorCode
        var line: Int?
        var column: Int?
    }

    init(
        root: SourceNode?, source: SourceText, file: String, context: SpecificationContext, diagnostics: [Diagnostic]
    ) {
        self.root = root
        self.source = source
        self.file = file
        self.context = context
        self.diagnostics = diagnostics
    }

    /// Throws what is wrong in any stage, whatever its variables will be.
    consuming func check() throws(SpecificationError) {
        _ = checkedRoot()
        guard diagnostics.isEmpty else { throw SpecificationError(diagnostics) }
    }

    consuming func specification() throws(SpecificationError) -> ServiceSpecification {
        guard let root = checkedRoot() else { throw SpecificationError(diagnostics) }
        let stages = root["stages"]?.mapping ?? []
        checkStage(among: stages)
        let chosen = stages.first { $0.key == context.stage }.map { Self.stage($0.value, of: root) }
        let draft = read(chosen ?? root.without("stages"), stage: context.stage, leavesUnset: false)
        guard diagnostics.isEmpty, let draft, let service = draft.service, let name = service.name else {
            throw SpecificationError(diagnostics)
        }
        var specification = ServiceSpecification(
            service: name, description: service.description, provider: draft.common.provider.options,
            functions: draft.common.functions, file: file)
        specification.runtime = draft.worker.runtime
        specification.program = draft.worker.program
        specification.aggregations = draft.common.aggregations
        specification.package = draft.common.package
        specification.bindings = draft.common.bindings
        specification.outbound = draft.common.outbound
        specification.targets = draft.common.targets
        specification.providerPositions = draft.common.provider.positions
        specification.stages = stages.map(\.key)
        specification.stage = context.stage
        return specification
    }

    /// Looks at the whole file with variables left open, then at what each stage makes of it.
    private mutating func checkedRoot() -> SourceNode? {
        guard let root, !root.isNull else {
            diagnostics.append(
                Diagnostic(
                    code: .missingKey, message: "the file is empty; it needs at least 'service: NAME'", file: file))
            return nil
        }
        _ = read(root, stage: context.stage, leavesUnset: true)
        for entry in root["stages"]?.mapping ?? [] {
            _ = read(Self.stage(entry.value, of: root), stage: entry.key, leavesUnset: true)
        }
        return root
    }

    private mutating func checkStage(among stages: [SourceNode.Entry]) {
        guard context.isStageChosen, !stages.isEmpty, !stages.contains(where: { $0.key == context.stage }) else {
            return
        }
        diagnostics.append(
            Diagnostic(
                code: .unknownStage,
                message: "there is no stage '\(context.stage)'; the file has \(Wording.list(stages.map(\.key)))",
                file: file, suggestion: Suggestion.nearest(to: context.stage, among: stages.map(\.key))))
    }

    private static func stage(_ overrides: SourceNode, of root: SourceNode) -> SourceNode {
        var common = root.without("stages")
        // What else stands in a stage was reported where it stands.
        let known = SpecificationKeys.stage.keys.map(\.name)
        if let entries = overrides.mapping {
            let kept = SourceNode(.mapping(entries.filter { known.contains($0.key) }), at: overrides.position)
            common = spelled(common).overlaid(by: spelled(kept))
        }
        return common
    }

    /// The same with every key of a function in its first spelling, so that a stage's key meets the file's.
    private static func spelled(_ node: SourceNode) -> SourceNode {
        guard let functions = node["functions"], let entries = functions.mapping else { return node }
        let renamed = entries.map { function in
            var function = function
            guard let settings = function.value.mapping else { return function }
            function.value.content = .mapping(
                settings.map { setting in
                    var setting = setting
                    let key = SpecificationKeys.function.keys.first { $0.spellings.contains(setting.key) }
                    setting.key = key?.name ?? setting.key
                    return setting
                })
            return function
        }
        return node.replacing("functions", by: SourceNode(.mapping(renamed), at: functions.position))
    }

    private mutating func read(_ node: SourceNode, stage: String, leavesUnset: Bool) -> RootDraft? {
        var found: [Diagnostic] = []
        var variables = Variables(
            environment: context.environment, stage: stage, service: nil, file: file, source: source)
        let (name, rest) = Self.takeName(of: node)
        let replacedName = name.map { variables.replace(in: $0, leavesUnset: leavesUnset, &found) }
        // A name that could not be made is reported; what is named after it is not.
        variables.service = replacedName?.scalar?.text ?? ""
        var node = variables.replace(in: rest, leavesUnset: leavesUnset, &found)
        if let replacedName { node = node.naming(replacedName) }
        var reader = SpecificationReader(file: file)
        let draft = SpecificationKeys.root.read(
            &reader, node, called: SpecificationReader.root, at: node.position)
        for diagnostic in found + reader.diagnostics {
            let report = Report(code: diagnostic.code, line: diagnostic.line, column: diagnostic.column)
            if reported.insert(report).inserted { diagnostics.append(diagnostic) }
        }
        return draft
    }
}

extension StagedSpecification {
    /// The name of the service, which is read before what is named after it, and the file without it.
    private static func takeName(of node: SourceNode) -> (SourceNode?, SourceNode) {
        guard let service = node["service"] else { return (nil, node) }
        let name = service["name"] ?? (service.scalar == nil ? nil : service)
        return (name, name == nil ? node : node.naming(.plain("")))
    }
}

extension SourceNode {
    /// The file with another name of its service.
    fileprivate func naming(_ name: SourceNode) -> SourceNode {
        guard let service = self["service"] else { return self }
        return replacing("service", by: service.mapping == nil ? name : service.replacing("name", by: name))
    }
}

extension SourceNode {
    /// The mapping without a key.
    func without(_ key: String) -> SourceNode {
        guard let entries = mapping else { return self }
        return SourceNode(.mapping(entries.filter { $0.key != key }), at: position)
    }

    /// The mapping with another value for a key.
    func replacing(_ key: String, by value: SourceNode) -> SourceNode {
        guard var entries = mapping, let index = entries.firstIndex(where: { $0.key == key }) else { return self }
        entries[index].value = value
        return SourceNode(.mapping(entries), at: position)
    }
}
