/** The declarative pipeline that the Kubernetes plugin has among its examples for Kaniko (examples/kaniko-declarative.groovy). */
export const JENKINS_KANIKO_DECLARATIVE = `pipeline {
  agent {
    kubernetes {
      yaml '''
        kind: Pod
        spec:
          containers:
          - name: kaniko
            image: gcr.io/kaniko-project/executor:debug
            imagePullPolicy: Always
            command:
            - sleep
            args:
            - 9999999
            volumeMounts:
              - name: jenkins-docker-cfg
                mountPath: /kaniko/.docker
          volumes:
          - name: jenkins-docker-cfg
            projected:
              sources:
              - secret:
                  name: docker-credentials
                  items:
                    - key: .dockerconfigjson
                      path: config.json
'''
    }
  }
  stages {
    stage('Build with Kaniko') {
      steps {
        git 'https://github.com/jenkinsci/docker-inbound-agent.git'
        container(name: 'kaniko', shell: '/busybox/sh') {
          sh '''#!/busybox/sh
            /kaniko/executor -f \`pwd\`/Dockerfile -c \`pwd\` --cache=true --destination=mydockerregistry:5000/myorg/myimage
          '''
        }
      }
    }
  }
}
`;

/** A pipeline with names, directories and a pod that is privileged. */
export const JENKINS_NAMES = `// /kaniko/executor in a comment is no build
def podYaml = """
    apiVersion: v1
    kind: Pod
    metadata: { name: builder }
    spec:
      containers:
        - name: kaniko
          image: gcr.io/kaniko-project/executor:\${KANIKO_TAG}
          command: [/busybox/cat]
          tty: true
          securityContext:
            privileged: true # since 2019
"""
KANIKO_TAG = 'v1.24.0-debug'

podTemplate(yaml: podYaml) {
  node(POD_LABEL) {
    checkout scm
    def version = "\${env.BUILD_NUMBER}-\${currentVersion()}"
    container('kaniko') {
      dir("services/api") {
        withEnv(["MODE=redo", "CACHE=\${params.CACHE}"]) {
          sh(label: 'build', script: """
            /kaniko/executor --context . --dockerfile docker/Dockerfile \\\\
              --snapshot-mode=\\$MODE --build-arg VERSION=\${version} \\\\
              --build-arg PATTERN='\\\\d{2}' --destination "r.example/api:\${version}"
          """)
        }
      }
    }
    sh 'make test'
  }
}
`;
