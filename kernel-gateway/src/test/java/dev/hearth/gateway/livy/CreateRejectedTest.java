package dev.hearth.gateway.livy;

import static dev.hearth.gateway.livy.LivyBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code POST /sessions} refuses, in which words, and that nothing was begun. */
class CreateRejectedTest {
    private static final String CHAIN =
            " (through reference chain: org.apache.livy.server.interactive.CreateInteractiveRequest[\"";

    @TempDir
    static Path root;

    private static LivyBench livy;

    @BeforeAll
    static void begin() throws Exception {
        Path apps = Files.createDirectories(root.resolve("apps"));
        Files.createDirectories(root.resolve("apps-not-these"));
        Files.writeString(apps.resolve("lib.py"), "x = 1");
        Files.writeString(root.resolve("secret"), "s");
        Files.createSymbolicLink(apps.resolve("link"), root.resolve("secret"));
        Files.createSymbolicLink(root.resolve("way"), apps);
        livy = new LivyBench(
                root.resolve("data"),
                LivySettings.defaults("default").withFiles(new FileRule(List.of(root.resolve("way")))));
    }

    @AfterAll
    static void end() {
        livy.close();
    }

    @AfterEach
    void nothingWasBegun() throws Exception {
        assertThat(livy.bench().launcher().requests).isEmpty();
        assertThat(livy.get("/sessions").toString()).isEqualTo("{\"from\":0,\"total\":0,\"sessions\":[]}");
    }

    private static JsonNode refused(String body) throws Exception {
        return json(livy.post("/sessions", body), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'kind':'cobol'}|Invalid kind: cobol",
                "{'kind':'pyspark3'}|Invalid kind: pyspark3",
                "{'kind':'SPARK'}|Invalid kind: SPARK",
                "{'kind':5}|requirement failed: Kind should be a string.",
                "{'kind':'cobol','conf':{'spark.x':5}}|Invalid kind: cobol",
            })
    void kinds(String body, String sentence) throws Exception {
        assertThat(refused(body.replace('\'', '"')).textValue()).isEqualTo(sentence + CHAIN + "kind\"])");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'colour':'red'}|Unrecognized field \"colour\" (class org.apache.livy.",
                "{'master':'local'}|Unrecognized field \"master\" (class org.apache.livy.",
                "{'kind': 'spark'|Unexpected end-of-input: expected close marker for Object",
                "hello|Unrecognized token 'hello'",
                "{} {}|Trailing token",
                "[]|Cannot deserialize value of type `org.apache.livy.",
                "'spark'|Cannot deserialize value of type `org.apache.livy.",
                "null|Cannot deserialize value of type `org.apache.livy.",
                "|No content to map due to end-of-input",
                "kind=spark|Unrecognized token 'kind'",
                "{'driverCores':'two'}|Cannot deserialize value of type `int` from \"two\": not a valid `int` value",
                "{'driverCores':1.5}|Cannot deserialize value of type `int`",
                "{'numExecutors':99999999999}|Cannot deserialize value of type `int`",
                "{'driverCores':[1]}|Cannot deserialize value",
                "{'heartbeatTimeoutInSecond':'x'}|Cannot deserialize value of type `int` from \"x\"",
                "{'conf':'a=b'}|Cannot deserialize value",
                "{'conf':{'a':{}}}|Cannot deserialize value",
                "{'conf':{'a':null}}|Cannot deserialize value",
                "{'jars':'a.jar'}|Cannot deserialize value",
                "{'jars':[['a']]}|Cannot deserialize value",
            })
    void whatDoesNotBind_isABareString(String body, String sentence) throws Exception {
        String sent = body == null ? "" : body.replace('\'', '"');
        String answer = refused(sent).textValue();
        assertThat(answer).startsWith(sentence.replace("|", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\0',
            value = {
                "{'name':'123'}|Invalid session name: 123",
                "{'name':''}|Invalid session name: ",
                "{'ttl':'soon'}|Invalid time string: soon",
                "{'ttl':'5x'}|Invalid suffix: \"x\"",
                "{'idleTimeout':'soon'}|Invalid time string: soon",
                "{'kind':'sparkr'}|kind sparkr is not served here; there are spark, pyspark, sql and shared",
                "{'kind':'r'}|kind r is not served here; there are spark, pyspark, sql and shared",
                "{'driverMemory':'much'}|a memory size is like 512m or 2g, not \"much\"",
                "{'conf':{'spark.driver.memory':'1g;x'}}|a memory size is like 512m or 2g, not \"1g;x\"",
                "{'driverCores':-1}|requirement failed: numbers of cores, executors and seconds are not negative",
                "{'conf':{'spark.master':'local[8]'}}|Blacklisted configuration values in session config: spark.master",
                "{'conf':{'spark.master':'x','spark.submit.deployMode':'cluster'}}|Blacklisted configuration values in"
                        + " session config: spark.master, spark.submit.deployMode",
                "{'conf':{'Spark.Master ':'x'}}|Blacklisted configuration values in session config: Spark.Master ",
                "{'jars':['a.jar']}|requirement failed: Path 'a.jar' is not absolute.",
                "{'jars':['file:a.jar']}|requirement failed: Path 'file:a.jar' is not absolute.",
                "{'jars':['file:/etc/passwd']}|requirement failed: Local path /etc/passwd cannot be added to user sessions.",
                "{'files':['file:///etc/passwd']}|requirement failed: Local path /etc/passwd cannot be added to user sessions.",
                "{'archives':['FILE:/etc/passwd#x']}|requirement failed: Local path /etc/passwd cannot be added to user sessions.",
                "{'pyFiles':['/etc/passwd']}|requirement failed: Local path /etc/passwd cannot be added to user sessions.",
                "{'files':['local:/etc/passwd']}|requirement failed: Local path /etc/passwd cannot be added to user sessions.",
                "{'files':['file://host/etc/passwd']}|requirement failed: Local path /etc/passwd cannot be added to user"
                        + " sessions.",
                "{'files':['jar:file:/etc/passwd!/x']}|requirement failed: Path 'jar:file:/etc/passwd!/x' is not absolute.",
                "{'files':['data:/x']}|requirement failed: Files of \"data:\" cannot be added to user sessions.",
                "{'files':['hdfs:/a,file:/etc/passwd']}|requirement failed: Path 'hdfs:/a,file:/etc/passwd' has a comma or a"
                        + " control character.",
                "{'conf':{'spark.jars':'hdfs:/a.jar,file:/etc/passwd'}}|requirement failed: Local path /etc/passwd cannot be"
                        + " added to user sessions.",
                "{'conf':{'SPARK.files':'/etc/passwd'}}|requirement failed: Local path /etc/passwd cannot be added to user"
                        + " sessions.",
            })
    void whatIsRefused_isAMessage(String body, String reason) throws Exception {
        JsonNode answer = refused(body.replace('\'', '"'));
        assertThat(answer.path("msg").textValue()).isEqualTo("Rejected, Reason: " + (reason == null ? "" : reason));
        assertThat(answer.size()).isEqualTo(1);
    }

    @Test
    void localFiles_areComparedByTheirRealPaths() throws Exception {
        Path apps = root.resolve("apps");
        for (Path bad : List.of(
                apps.resolve("link"),
                apps.resolve("../secret"),
                root.resolve("apps-not-these"),
                apps.resolve("missing"))) {
            assertThat(refused("{\"files\":[\"file:" + bad + "\"]}").path("msg").textValue())
                    .endsWith("Local path " + bad + " cannot be added to user sessions.");
        }
        FileRule rule = new FileRule(List.of(root.resolve("way")));
        rule.check(List.of("file:" + apps.resolve("lib.py"), apps + "/../way/lib.py", "hdfs:/x", "https://h/x.jar"));
    }

    @Test
    void aNameThatIsTooLong_isRefused_andNotRepeated() throws Exception {
        assertThat(refused("{\"name\":\"" + "n".repeat(10_000) + "\"}")
                        .path("msg")
                        .textValue())
                .hasSizeLessThan(200)
                .contains("10000 characters");
    }

    @Test
    void aBodyThatIsTooLong_isRefused_andWhoSendsItSeesThat() throws Exception {
        for (int megabytes : new int[] {17, 20, 30}) {
            HttpResponse<String> response = livy.post("/sessions", "\"" + "x".repeat(megabytes << 20) + "\"");
            assertThat(response.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aBombOfAFewBytes_isRefused() throws Exception {
        byte[] bomb = TransportTest.zipped(" ".repeat(40 << 20));
        HttpResponse<String> response = livy.send("/sessions", request -> request.header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(bomb)));
        assertThat(response.statusCode()).isEqualTo(413);
    }
}
