import MeridianCore

extension SpecificationKeys {
    static let package = KeyTable(
        "package", "Files that go into the package beside the executable.", initial: PackageSpecification(),
        [
            Key(
                "include", Shape<Located<Glob>>.list(of: Shape<Glob>.path.located, example: "[public, 'data/*.json']"),
                "Files and whole directories below the service's directory, by patterns of their paths."
            ) { $1.include = $0 },
            Key(
                "exclude", Shape<Located<Glob>>.list(of: Shape<Glob>.path.located, example: "['**/*.md']"),
                "What is left out of them."
            ) { $1.exclude = $0 },
        ])
}
