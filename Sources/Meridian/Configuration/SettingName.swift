/// How the key of a setting is written as the name of an environment variable.
enum SettingName {
    /// `catalog.pageSize` is `MERIDIAN_CATALOG_PAGE_SIZE`, `http.baseURL` `MERIDIAN_HTTP_BASE_URL`: a dot, a hyphen and
    /// the beginning of a word in capitals become `_`.
    static func variable(of key: String) -> String {
        var name = "MERIDIAN_"
        let characters = Array(key)
        for (index, character) in characters.enumerated() {
            guard character.isLetter || character.isNumber else {
                name += "_"
                continue
            }
            if character.isUppercase, index > 0, name.last != "_" {
                let followsLower = !characters[index - 1].isUppercase
                let precedesLower = index + 1 < characters.count && characters[index + 1].isLowercase
                if followsLower || precedesLower { name += "_" }
            }
            name += character.uppercased()
        }
        return name
    }
}
