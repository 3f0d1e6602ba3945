import Testing

@testable import MeridianCommand

@Suite struct TextTableTests {
    @Test func columnsAreAsWideAsTheyNeedToBe() {
        var table = TextTable("NAME", "KIND", "WHERE")
        table.add("a", "http", "/a")
        table.add("longer", "timer", "")
        #expect(table.text == "NAME    KIND   WHERE\na       http   /a\nlonger  timer")
    }

    @Test(arguments: [
        (0, "0 B"), (1_023, "1023 B"), (1_536, "1.5 KiB"), (3_565_158, "3.4 MiB"), (3_221_225_472, "3.0 GiB"),
    ])
    func sizes(count: Int, text: String) {
        #expect(Quantities.bytes(count) == text)
    }
}
