package io.tailwater.core.dynamic;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the sources say of records and their components. Immutable. */
final class RecordDocs {

    private final Map<String, Map<String, String>> components = new HashMap<>();

    private RecordDocs() {}

    static RecordDocs of(Path directory) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        RecordDocs docs = new RecordDocs();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(directory)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources.toList()));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                docs.new Scanner(trees).scan(unit, null);
            }
        }
        return docs;
    }

    /** In Markdown; empty when there is no such record or nothing is said. */
    String of(String record, String component) {
        return components.getOrDefault(record, Map.of()).getOrDefault(component, "");
    }

    private final class Scanner extends TreePathScanner<Void, Void> {

        private final DocTrees trees;

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                Map<String, String> texts = new HashMap<>();
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree param) {
                        texts.put(param.getName().toString(), markdown(param.getDescription()));
                    }
                }
                components.put(type.getSimpleName().toString(), texts);
            }
            super.visitClass(type, null);
            return null;
        }

        private String markdown(List<? extends DocTree> trees) {
            return trees.stream()
                    .map(tree -> {
                        if (tree instanceof LiteralTree literal) {
                            return "`" + literal.getBody().getBody() + "`";
                        }
                        if (tree instanceof LinkTree link) {
                            return "`" + link.getReference().getSignature() + "`";
                        }
                        return tree.toString();
                    })
                    .collect(Collectors.joining())
                    .replaceAll("\\s+", " ")
                    .replace("|", "\\|");
        }
    }
}
