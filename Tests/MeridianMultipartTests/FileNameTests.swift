import Meridian
import Testing

@testable import MeridianMultipart

@Suite struct FileNameTests {
    @Test(arguments: [
        ("photo.jpg", "photo.jpg"), ("../../etc/passwd", "passwd"), ("C:\\Users\\me\\a b.txt", "a b.txt"),
        (".htaccess", "htaccess"), ("..", "file"), ("", "file"), ("/", "file"), ("a\u{0}b\n.txt", "ab.txt"),
        ("a:b|c?.txt", "a_b_c_.txt"), ("evil\u{202E}gpj.exe", "evilgpj.exe"), ("  x. ", "x"),
        ("naïve.txt", "naïve.txt"),
    ])
    func sanitized(_ given: String, _ expected: String) {
        #expect(FileName.sanitized(given) == expected)
    }

    @Test func aLongNameKeepsItsExtension() {
        let name = FileName.sanitized(String(repeating: "ä", count: 300) + ".jpeg")
        #expect(name.utf8.count <= 255)
        #expect(name.hasSuffix("ä.jpeg"))
    }

    @Test(arguments: [
        ("form-data; name=\"a\"; filename=\"x.txt\"; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ("form-data; name=\"a\"; filename=\"x.txt\"; filename*=latin1''na%EFve.txt", "x.txt"),
        ("form-data; name=\"a\"; filename*=UTF-8''%zz; filename=y", "y"),
        ("form-data; name=\"a\"; filename=\"say %22hi%22 \\\"now\\\" 100%.txt\"", "say \"hi\" \"now\" 100%.txt"),
        ("form-data; name=\"a\"; filename=\"C:\\tmp\\x;y.txt\"", "C:\\tmp\\x;y.txt"),
    ])
    func given(_ disposition: String, _ expected: String) throws {
        let head = try PartHead(block: Array("Content-Disposition: \(disposition)\r\n".utf8), number: 1)
        #expect(head.givenFilename == expected)
    }

    @Test(arguments: [
        ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data ; charset=utf-8; boundary=\"a b\"", "a b"),
    ])
    func boundaries(_ contentType: String, _ boundary: String) throws {
        #expect(try Boundary.of(contentType) == boundary)
    }

    @Test(
        arguments: [
            (nil, 415), ("application/json", 415), ("multipart/mixed; boundary=a", 415), ("multipart/form-data", 400),
            ("multipart/form-data; boundary=\"\"", 400), ("multipart/form-data; boundary=\"a \"", 400),
            ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", 400),
        ] as [(String?, Int)])
    func noBoundary(_ contentType: String?, _ status: Int) {
        let error = #expect(throws: (any Error).self) { try Boundary.of(contentType) }
        #expect((error as? Problem)?.status == status)
    }
}
