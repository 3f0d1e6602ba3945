/// Keys that openssl made for these tests and that nothing else uses.
enum PEM {
    static let es256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcGO56Joj4L+r/+4C
        w0H7c89uNdOHk+VZOgkLbuS7z7ahRANCAASkuBSOCsp44WlmUDy33DhpYZcjocPa
        SI9QbbwBCYYbulecdA6EnkiaKqhSSixe6YQAWMiMKOOoCeeKLppBxXEE
        -----END PRIVATE KEY-----
        """
    static let es256Public = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpLgUjgrKeOFpZlA8t9w4aWGXI6HD
        2kiPUG28AQmGG7pXnHQOhJ5ImiqoUkosXumEAFjIjCjjqAnnii6aQcVxBA==
        -----END PUBLIC KEY-----
        """
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIKnPIqp1QGQlCw25NNkqEBoStEJZfzivP2gGAWCckUl8
        -----END PRIVATE KEY-----
        """
    static let ed25519Public = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAbCNho5xSWvd1D9aneZOP0lzGC68eLBAQ00Y/Coy9g9M=
        -----END PUBLIC KEY-----
        """
    static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCiIli9lnxU2vHF
        lCsYmEhcIKKE5cA0863wRyL16zuZjalXkLRctfCaOcUniUXD8GDB+TEhKFW7SfEl
        SutV6YPC7ybodfe5RvpnwM08kxWqrM5F2v/2+2XOOOC6evQA15Dywg10tT9cgl0B
        EpaDmU0VrYNKl51rZEovnWoFW3k1BHgw0YU5rTXqdYpjscw+wEv6UwvyCbGIwTdx
        2s7H1LKEeatwTT0OBj0/sfYppJDkRcNG/eYFXWMNfWm7Pos4xlsv749Vix3mjC0O
        oqmihyMpX6vZ0WoNaDXw3Z40Iycs8UMEE25nDgDW1AD18EsuCK1X3NSmiZPxbroh
        FxSpPgthAgMBAAECggEABLAnjrvWNoHqMcNaB6kHlppe+KbICv/szKDR8vhtTcBZ
        4C1P+cpM/bij6cO/X64IrjMtZ38KE5NMxL5I1cAdzjoqDtiyZAoYXX2msZSzMK80
        e7KcaiDUzcS5QsshWRDioRJZX0GKZntigxBth7qcDv9oZ3TA2YUZ3AyaLzN46r59
        hgMYiMWFrZ/XIiTjbEUN0SS0TB3PkB/khProQDSICltptDfFdRAlpDHCHH7a/gRf
        xbJZN3bLmta17wI9Qcd8+1xgNbas81k3j0R2fdnVzIRwpFwsCgs20CxuFJwPpP1q
        osRkXE7q+SWhHAtxumyubjCZIuy+JlOk+wlPNT1DUQKBgQDcGqWyDfIiDH735B/u
        z98AYMl2YfyWnYSW91xYrOgD0FQwu7y2oj84A2aeNqHRSeIRDQj00nxQy+q7ODVR
        u34hKmSNKt8mdOMI+2YsB5cax9PjGGBSYKWrPaAMQP9h+JN8J/oQRDyUp8XXgsIC
        OAsSZO0fYq32KIHFpGX7LUvCVQKBgQC8k3QGhhmU3EWiTmSq4yFRPzmvY7nue3Qy
        qmTlz7UgVNhVVapfIapJJA8NEuWjQDu8wQhoPYzDrozEtHTbdm1GM0p+CMdvia87
        hAkNkj9hFs7Eutjsr7KexsvJvNA/ufbjEbocQF2cRJa0o5qo5OnmwNAv/k04DQo6
        gg5qVJIo3QKBgQCqbPOpp8S5eoWBeiEDr+8TAt5bjMmg8bytjEDz5IYOFexqg6M+
        ouhifbeif9jSDew+maI6txRNF2fcqUwXyh6CnamX6P86br0wwkA9jW8B7IJzT/ed
        MXp12lSnyFg2StwgAXBN0hg6XqIBGh0QzMY96un0KFtcw8af+4h/cXY8tQKBgQC5
        7/p7ZEZdDURr4ThJd2MmpVzPn1l52KiePHz4THGfy4jzu2AeJSeurqtYjMV4zqEY
        YI1Vmzrsx3NtkTGYI5FjordUxns/c1chK/NxOj7cEI0YVdQGrMdG32WZKV99NnRF
        OPl1WdHzf33J53dcCTrImF2utOSW2+S2A/8KwRDM0QKBgEMMtmLkpRAh/LnEn+ob
        8rxhAslFf/qyR6KpLxEiMOA1tcJ+vdzegimA/wSGKVMRPVGie04N2zjCnxdtHqhk
        OaRrFwfK0D/vvIH2Oevff/gp+wmlSpxI2gs799YV1XfZW9eMKxm5LZrXvf3BCoEQ
        LnUWcPL56YU2KMrDapb134/X
        -----END PRIVATE KEY-----
        """
    static let rsaPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoiJYvZZ8VNrxxZQrGJhI
        XCCihOXANPOt8Eci9es7mY2pV5C0XLXwmjnFJ4lFw/BgwfkxIShVu0nxJUrrVemD
        wu8m6HX3uUb6Z8DNPJMVqqzORdr/9vtlzjjgunr0ANeQ8sINdLU/XIJdARKWg5lN
        Fa2DSpeda2RKL51qBVt5NQR4MNGFOa016nWKY7HMPsBL+lML8gmxiME3cdrOx9Sy
        hHmrcE09DgY9P7H2KaSQ5EXDRv3mBV1jDX1puz6LOMZbL++PVYsd5owtDqKpoocj
        KV+r2dFqDWg18N2eNCMnLPFDBBNuZw4A1tQA9fBLLgitV9zUpomT8W66IRcUqT4L
        YQIDAQAB
        -----END PUBLIC KEY-----
        """
    static let rsa1024 = """
        -----BEGIN PRIVATE KEY-----
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAMlGL+/MP7baEmPD
        IiKylQhUqIUu7CD7ejRFq4XXLMlE61OHGp0xU+BEXO1TwCiomv/BYUtNo2+K3g1a
        z8DJdSG17LbBpct/PnJ3BZJ0JVjWU4Kt+waMsghtQIns28JTPw993lksrxMDN4Tx
        BnLWNYmNz/udmsQAtO6nv9y0GLY1AgMBAAECgYEAyDVe3aNIBXTqMf4aaHVHNaAw
        eTpxe2Vq67AZq+qcDCDYDKApYw98JWsbHJ/gVxFQDPOo+iTiW8PAmXwph9VdAkRG
        ZFByEpkzloSM2GhMtosIasw+92nkrG1gu8XuogGnoa1GrwGGVy4iJgWpnLff+0W2
        rCQ+jMCdpkb2qF0VAoECQQD2Ly9kM+kR9mMPso9hpLPz4asOLnWgwWRl5B9Elye/
        ZJaowXSZFx2BR2y8CMF8fgHcKrs7Vkze3XeIcAXasOAFAkEA0UyaJf6NgTrVz1g9
        LeSLD8wt47qc/2bbfENBf/m9dLS8f6kJtZKJeXNLYFalMczhZzKvr8iKpQxlxT8t
        ABrEcQJAE22d29aM6jH7l12MGzSYTwLcMP5RoiIg/jmGji8vn9ccXK0Hup0sYut0
        FVLLkjuPggSNSh2Ba4UmzcmpbJzQ0QJBAJNX4xkmWAYHHmhGzWMWhpOLgS7VvBrN
        FW0oh98JOMgFSMJyhQRPcfqPIRxkQw2JF5GoDCiq/Hfu/2JZ9FsjfPECQQCH5JbI
        QMKhOGKo+p7io4R4IjS3MmcLajeEs8YlmUrg38VC2mcpKoHva0MQ0I8GAvG7+Bqg
        WpIAOSMz7Ba418G4
        -----END PRIVATE KEY-----
        """
}
